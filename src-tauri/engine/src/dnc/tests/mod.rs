mod house;
mod imports;
mod ledger;
mod pushing;
