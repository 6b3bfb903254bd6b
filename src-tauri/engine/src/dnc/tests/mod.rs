mod house;
mod ledger;
mod pushing;
