use callboard_rpc::types::{
    HouseRule, Nothing, Rule as Shown, RuleDecision, RuleEffect, RuleNamed, RuleOff, RuleTreatment,
    RuleTrial, Rules,
};
use callboard_rpc::{Caller, Code, Handle, Result, RpcError, Topic, command};
use serde_json::json;

use super::{Rule, RuleBook, house, standing, store};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{Error, Write};

/// Said wherever rules are shown.
const REMARK: &str = "None of these rules was reviewed by counsel. They were read in the sources named, most of \
                      them through third parties.";

impl Handle<command::RuleList> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Rules> {
        Ok(shown(&self.rules().await?))
    }
}

impl Handle<command::RuleAdd> for Engine {
    async fn handle(&self, caller: &Caller, args: HouseRule) -> Result<Rules> {
        change(self, caller, args.standing, move |write, book| {
            if book.rules().iter().any(|rule| rule.id == args.id && !rule.house) {
                let words = format!("There is a rule `{}` that comes with Callboard.", args.id);
                return Err(RpcError::field("id", words)
                    .hint("Choose another id for the rule of the house.")
                    .into());
            }
            let before = store::newest(write)?.into_iter().find(|rule| rule.id == args.id);
            let version = before.as_ref().map_or(1, |rule| rule.version + 1);
            let rule = house::rule(&args, version, write.now())?;
            store::add(write, &rule)?;
            let mut entry = Entry::new("rule.add", object(&rule.id)).after(&rule);
            if let Some(before) = before {
                entry = entry.before(&before);
            }
            Ok(entry)
        })
        .await
    }
}

impl Handle<command::RuleOffCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: RuleOff) -> Result<Rules> {
        change(self, caller, args.standing, move |write, book| {
            let rule = named(book, &args.id)?;
            let why = args.why.trim();
            if why.is_empty() {
                return Err(RpcError::field("why", "A rule is switched off only with a reason.").into());
            }
            store::switch_off(write, &rule.id, why)?;
            let before = json!({ "off_because": book.switched_off(&rule.id) });
            let after = json!({ "off_because": why, "version": rule.version, "says": rule.says });
            Ok(Entry::new("rule.off", object(&rule.id)).before(&before).after(&after))
        })
        .await
    }
}

impl Handle<command::RuleOn> for Engine {
    async fn handle(&self, caller: &Caller, args: RuleNamed) -> Result<Rules> {
        change(self, caller, args.standing, move |write, book| {
            let rule = named(book, &args.id)?;
            if !store::switch_on(write, &rule.id)? {
                let words = format!("The rule `{}` is not switched off.", rule.id);
                return Err(RpcError::new(Code::Conflict, words).into());
            }
            let before = json!({ "off_because": book.switched_off(&rule.id) });
            Ok(Entry::new("rule.on", object(&rule.id)).before(&before).after(&json!({ "off_because": null })))
        })
        .await
    }
}

impl Handle<command::RuleEffectOf> for Engine {
    async fn handle(&self, _: &Caller, trial: RuleTrial) -> Result<RuleEffect> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        let found = self.kernel.db.read(move |db| {
            let book = standing::tried(db, &trial, now)?;
            standing::effect(db, &zones, &book, now)
        });
        Ok(found.await?)
    }
}

impl Handle<command::RuleStanding> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<RuleEffect> {
        Ok(standing::open(self).await?)
    }
}

impl Handle<command::RuleDecide> for Engine {
    async fn handle(&self, caller: &Caller, args: RuleDecision) -> Result<RuleEffect> {
        let (caller, zones) = (caller.clone(), self.zones.clone());
        let decided = self.kernel.db.write(move |write| {
            standing::decide(write, &caller, &zones, &args.ids, args.standing)?;
            write.changed(Topic::Rules);
            Ok(args.ids)
        });
        let ids = decided.await?;
        standing::settle(self, &ids).await?;
        Ok(standing::open(self).await?)
    }
}

/// Changes the house's rows, its audit with them, and puts the new book in force after the commit.
async fn change<F>(
    engine: &Engine,
    caller: &Caller,
    treatment: Option<RuleTreatment>,
    change: F,
) -> Result<Rules>
where
    F: FnOnce(&mut Write<'_>, &RuleBook) -> crate::kernel::Result<Entry> + Send + 'static,
{
    let (caller, zones) = (caller.clone(), engine.zones.clone());
    let book = engine.kernel.db.write(move |write| {
        let before = store::current(write)?;
        let entry = change(write, &before)?;
        // Where the new rows do not fit together, all of it is taken back.
        let book = store::current(write)?;
        write.audit(&caller, entry)?;
        let treated = standing::judge_anew(write, &caller, &zones, &book, treatment)?;
        write.changed(Topic::Rules);
        write.changed(Topic::Schedules);
        Ok((book, treated))
    });
    let (book, treated) = book.await?;
    let rules = shown(&book);
    engine.in_force.replace(book);
    standing::settle(engine, &treated).await?;
    if matches!(treatment, None | Some(RuleTreatment::Keep)) {
        return Ok(rules);
    }
    let mut left = standing::open(engine).await?.forbidden;
    left.retain(|one| treated.contains(&one.id));
    Ok(Rules { still_standing: left, ..rules })
}

fn named<'a>(book: &'a RuleBook, id: &str) -> std::result::Result<&'a Rule, Error> {
    let found = book.rules().iter().find(|rule| rule.id == id);
    found.ok_or_else(|| RpcError::not_found("rule", id).into())
}

fn object(id: &str) -> String {
    format!("rule/{id}")
}

fn shown(book: &RuleBook) -> Rules {
    let rule = |rule: &Rule| Shown {
        id: rule.id.clone(),
        version: rule.version,
        jurisdictions: rule.jurisdictions.clone(),
        words: rule.says.clone(),
        source: rule.source.clone(),
        read_on: rule.read_on.map(|day| day.to_string()),
        confidence: rule.confidence.words().to_owned(),
        federal_hours_only: rule.federal_only,
        counsel_reviewed: rule.counsel_reviewed,
        enforced: rule.enforced,
        not_enforced_because: rule.not_enforced_because.clone(),
        house: rule.house,
        off_because: book.switched_off(&rule.id).map(str::to_owned),
    };
    Rules {
        version: book.version().to_owned(),
        rules: book.rules().iter().map(rule).collect(),
        remark: REMARK.to_owned(),
        still_standing: Vec::new(),
    }
}
