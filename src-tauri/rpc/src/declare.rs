use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ts_rs::TS;

use crate::{Caller, Result, Topic};

/// One question that can be asked of the engine; declared in [`crate::command`].
pub trait Command: 'static {
    /// As it crosses a door, e.g. `schedule.preview`.
    const NAME: &'static str;
    const KIND: Kind;
    /// What a read provides, or what a write invalidates.
    const TOPICS: &'static [Topic];
    type Args: Serialize + DeserializeOwned + TS + Send + 'static;
    type Output: Serialize + DeserializeOwned + TS + Send + 'static;
}

/// What answers a [`Command`]. The engine implements it once per command, in the slice it belongs to.
pub trait Handle<C: Command>: Sync {
    fn handle(&self, caller: &Caller, args: C::Args) -> impl Future<Output = Result<C::Output>> + Send;
}

/// A command as data, for routers, caches and generators.
#[derive(Clone, Copy, Debug)]
pub struct CommandSpec {
    pub name: &'static str,
    pub kind: Kind,
    pub topics: &'static [Topic],
    /// It may wait for a tenant, a person at a keyring or a large file. Whatever is not so answers within seconds, and
    /// who asks need not wait longer.
    pub long: bool,
    pub doc: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Changes nothing; may be asked again at will.
    Read,
    /// Changes something, and says in the audit log who did.
    Write,
}

/// Declares commands: a struct and its [`Command`] for each, [`CommandSpec`]s for all, the bound
/// `HandleAll`, the router `dispatch` and the walk over all types for the TypeScript generator.
macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $kind:ident $name:literal $command:ident ($args:ty) -> $output:ty, [$($topic:ident),*] $(, $long:ident)?;)+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug)]
            pub struct $command;

            impl $crate::Command for $command {
                const NAME: &'static str = $name;
                const KIND: $crate::Kind = $crate::Kind::$kind;
                const TOPICS: &'static [$crate::Topic] = &[$($crate::Topic::$topic),*];
                type Args = $args;
                type Output = $output;
            }
        )+

        /// Every command, in the order of declaration.
        pub const COMMANDS: &[$crate::CommandSpec] = &[
            $($crate::CommandSpec {
                name: $name,
                kind: $crate::Kind::$kind,
                topics: &[$($crate::Topic::$topic),*],
                long: $crate::declare::is_long(&[$(stringify!($long))?]),
                doc: concat!($($doc),+),
            }),+
        ];

        /// An engine that answers every command.
        pub trait HandleAll: $($crate::Handle<$command> +)+ Sync {}
        impl<E: $($crate::Handle<$command> +)+ Sync> HandleAll for E {}

        /// Answers `name` with `args` by whatever `engine` does for it: the router of every door.
        ///
        /// A panic inside a command becomes [`Code::Internal`](crate::Code::Internal) and a log line.
        pub async fn dispatch<E: HandleAll>(
            engine: &E,
            caller: &$crate::Caller,
            name: &str,
            args: serde_json::Value,
        ) -> $crate::Result<serde_json::Value> {
            match name {
                $($name => $crate::declare::answer::<E, $command>(engine, caller, args).await,)+
                _ => Err($crate::declare::unknown(name)),
            }
        }

        /// Calls `visit` with the types of every command.
        pub(crate) fn visit_types(visit: &mut impl ts_rs::TypeVisitor) {
            $(visit.visit::<$args>(); visit.visit::<$output>();)+
        }

        /// `(name, args, output)` of every command, as TypeScript type names.
        pub(crate) fn signatures(config: &ts_rs::Config) -> Vec<(&'static str, String, String)> {
            vec![$(($name, <$args as ts_rs::TS>::name(config), <$output as ts_rs::TS>::name(config))),+]
        }
    };
}
pub(crate) use commands;

/// What stands behind the topics: `long` or nothing.
pub(crate) const fn is_long(marks: &[&str]) -> bool {
    !marks.is_empty()
}

pub(crate) async fn answer<E: Handle<C>, C: Command>(
    engine: &E,
    caller: &Caller,
    args: serde_json::Value,
) -> Result<serde_json::Value> {
    use futures_util::FutureExt as _;

    let args = match args {
        serde_json::Value::Null => serde_json::json!({}),
        args => args,
    };
    let args: C::Args = serde_json::from_value(args).map_err(|error| {
        crate::RpcError::new(
            crate::Code::Invalid,
            format!("The arguments of {} do not fit: {error}.", C::NAME),
        )
    })?;
    let work = std::panic::AssertUnwindSafe(engine.handle(caller, args)).catch_unwind();
    let output = work.await.unwrap_or_else(|panic| Err(panicked(C::NAME, panic.as_ref())))?;
    serde_json::to_value(output).map_err(|error| {
        tracing::error!(command = C::NAME, %error, "an answer could not be written as JSON");
        crate::RpcError::new(
            crate::Code::Internal,
            format!("The answer of {} could not be written.", C::NAME),
        )
    })
}

fn panicked(command: &'static str, panic: &(dyn std::any::Any + Send)) -> crate::RpcError {
    let what = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    tracing::error!(command, what, "a command panicked");
    crate::RpcError::new(crate::Code::Internal, format!("Callboard made a mistake while doing {command}."))
        .hint("Nothing else is affected. Please copy the diagnostics in Settings and report it.")
}

pub(crate) fn unknown(name: &str) -> crate::RpcError {
    crate::RpcError::new(
        crate::Code::UnknownCommand,
        format!("There is no command `{name}` in this version."),
    )
    .hint("The window and the program are of different versions: close both and start again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Nothing, SettingSet};
    use crate::{Code, RpcError};

    struct Panics;
    impl Handle<crate::command::SettingsShow> for Panics {
        async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<crate::types::Setting>> {
            panic!("a defect")
        }
    }
    impl Handle<crate::command::SettingsSet> for Panics {
        async fn handle(&self, _: &Caller, args: SettingSet) -> Result<Vec<crate::types::Setting>> {
            Err(RpcError::field(&args.key, "no"))
        }
    }

    #[tokio::test]
    async fn a_panic_in_a_command_becomes_an_error() {
        let answer =
            answer::<_, crate::command::SettingsShow>(&Panics, &Caller::engine(), serde_json::Value::Null)
                .await;
        assert_eq!(answer.unwrap_err().code, Code::Internal);
    }

    #[tokio::test]
    async fn arguments_that_do_not_fit_are_refused_with_the_name_of_what_is_missing() {
        let answer = answer::<_, crate::command::SettingsSet>(
            &Panics,
            &Caller::engine(),
            serde_json::json!({"value": 1}),
        )
        .await;
        let error = answer.unwrap_err();
        assert_eq!(error.code, Code::Invalid);
        assert!(error.message.contains("key"), "{error}");
    }

    #[test]
    fn what_waits_for_a_tenant_may_take_long_and_a_list_may_not() {
        let long = |name| crate::COMMANDS.iter().find(|spec| spec.name == name).unwrap().long;
        assert!(long("schedule.submit") && long("connection.test") && long("contacts.import"));
        assert!(!long("run.list") && !long("program.trouble"));
    }

    #[test]
    fn every_command_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = crate::COMMANDS.iter().map(|spec| spec.name).collect();
        assert_eq!(names.len(), crate::COMMANDS.len());
    }
}
