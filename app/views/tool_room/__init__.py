"""The tool keeper's desk (工具间): lending and taking back."""
