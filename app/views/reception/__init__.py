"""The reception desk (接待): arrival, authorisation, extra work, delivery."""
