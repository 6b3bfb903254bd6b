//! What the columns of lists are called: words of several languages (`assets/columns/names.tsv`), and what a name says.

pub(crate) mod vocabulary;
pub(crate) mod words;
