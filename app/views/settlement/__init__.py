"""The cashier's desk (结算): statements per payer, payments, the way back."""
