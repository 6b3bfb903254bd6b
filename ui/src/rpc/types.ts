// Generated from src-tauri/rpc by `cargo run -p callboard-rpc --example generate`. Do not edit.

export type ActionState = { action: DispositionAction, available: boolean, 
/**
 * Why it cannot be done yet.
 */
because: string | null, };

/**
 * What `needs_confirmation` carries as its detail: the windows that would go out, or be withdrawn.
 */
export type AsksFor = { windows: Array<ConfirmedWindow>, };

/**
 * A line to be stored elsewhere: it shows later whether the log before it is still the same.
 */
export type AuditAnchor = { seq: number, anchor: string, 
/**
 * Whether it carries a signature; without a secret store it does not.
 */
signed: boolean, };

export type AuditExport = { filter: AuditFilter, format: ExportFormat, };

export type AuditFault = { seq: number, 
/**
 * `Row 412 was changed: its hash does not fit its content.`
 */
words: string, };

export type AuditFilter = { 
/**
 * An object, or what it begins with (`schedule/`).
 */
object?: string | null, action?: string | null, actor?: string | null, 
/**
 * Anywhere in action, object, actor, result, before or after.
 */
text?: string | null, since?: string, until?: string, };

/**
 * Newest first.
 */
export type AuditList = { filter?: AuditFilter, after?: string | null, limit?: number | null, 
/**
 * `false` leaves seals out, unless the filter names them: a seal stands for many rows that machines made at once.
 */
seals?: boolean | null, };

/**
 * A person's decision that the log is signed with a new key from now on.
 */
export type AuditNewKey = { 
/**
 * Stands in the log.
 */
why: string, };

/**
 * One page of the log.
 */
export type AuditPage = { rows: Array<AuditRow>, 
/**
 * How many rows the filter lets through, over all pages.
 */
total: number, 
/**
 * Hand this back as `after` for the next page; absent on the last.
 */
next: string | null, 
/**
 * How many seals the filter would let through besides, where they were left out.
 */
seals_left_out?: number | null, };

export type AuditRef = { seq: number, };

/**
 * One row of the audit log.
 */
export type AuditRow = { seq: number, at: string, 
/**
 * Who: an account of this machine, or `callboard`.
 */
actor: string, 
/**
 * Through which door: `window`, `browser`, `command_line`, `engine`.
 */
door: string, 
/**
 * What was done, e.g. `schedule.save`.
 */
action: string, 
/**
 * To what, e.g. `schedule/sch_…`.
 */
object: string, before: unknown, after: unknown, 
/**
 * `done`, `refused: …`, `failed: …`.
 */
result: string, 
/**
 * Hex SHA-256 of the row before.
 */
prev_hash: string, hash: string, };

export type AuditVerified = { ok: boolean, rows: number, 
/**
 * Groups of machine-made rows whose seal was recomputed.
 */
seals: number, 
/**
 * Signed checkpoints that hold.
 */
checkpoints: number, 
/**
 * The first place that does not hold.
 */
first_bad: AuditFault | null, 
/**
 * Why this computer's secret store could not say whether this is the log that was signed, where it could not: a log
 * that was cut or made anew would look the same.
 */
not_compared?: string, 
/**
 * What this verification can and cannot show.
 */
remarks: Array<string>, verified_at: string, };

/**
 * Checks the whole chain; with an anchor also that nothing before it was cut or made anew.
 */
export type AuditVerify = { 
/**
 * The text of an anchor that was stored elsewhere.
 */
anchor?: string | null, };

/**
 * A tenant that somebody waits for.
 */
export type AwaitedTenant = { name: string, 
/**
 * `3 of 16 windows withdrawn; it has not answered for 4 s`
 */
words: string, };

/**
 * "What do I have to do now?"
 */
export type Board = { 
/**
 * Nothing was ever set up: offer the stand-in tenant and the three steps to a real one.
 */
fresh: boolean, needs: Array<Need>, running: Array<RunSummary>, 
/**
 * Today and tomorrow, soonest first.
 */
next: Array<NextFire>, health: Array<HealthLine>, traffic: BoardTraffic, counts: NavCounts, trouble: Array<Trouble>, now: string, };

/**
 * The Board's tile.
 */
export type BoardTraffic = { listening: boolean, sources: number, 
/**
 * Events that came in during the last 60 s.
 */
events_per_minute: number, 
/**
 * The last 60 minutes, oldest first.
 */
events_by_minute: Array<number>, oldest_waiting_seconds: number | null, 
/**
 * Dead letters of both directions.
 */
dead_letters: number, };

/**
 * The week calendar: every window between two instants.
 */
export type CalendarArgs = { from: string, until: string, };

export type Campaign = { id: string, name: string, 
/**
 * As the tenant says it, e.g. `active`.
 */
state: string, active: boolean, };

/**
 * The tenant's campaigns, where it can list them.
 */
export type Campaigns = { campaigns: Array<Campaign>, 
/**
 * Where they cannot be listed: why; then the id is typed by hand.
 */
unlisted: string | null, };

/**
 * What a tenant can do, as data.
 */
export type Capability = { job: string, support: Support, 
/**
 * How it is emulated, or why it is absent.
 */
words: string | null, };

export type CheckState = "allowed" | "forbidden" | "absent" | "failed" | "skipped";

/**
 * A coming change of a zone's clocks.
 */
export type ClockChange = { zone: string, at: string, 
/**
 * Local wall time right before and right after, e.g. `2026-03-08 02:00` → `03:00`.
 */
local_before: string, local_after: string, 
/**
 * E.g. `-05:00`.
 */
offset_before: string, offset_after: string, 
/**
 * Fires of the expression that this change moves, in words; empty where none.
 */
effect: string | null, };

/**
 * Coming clock changes and what they do to an expression.
 */
export type ClockChangesArgs = { cron: string, mode: FireMode, zones: Array<string>, };

/**
 * What kind of "no" it is; the doors map it to an exit code, a status or words.
 */
export type Code = "invalid" | "cron_invalid" | "not_found" | "conflict" | "refused" | "needs_confirmation" | "unauthorized" | "forbidden" | "tenant_refused" | "tenant_unreachable" | "absent" | "storage" | "secrets" | "unavailable" | "unknown_command" | "internal";

/**
 * Which column holds what; counted from 0.
 */
export type ColumnMapping = { id?: number | null, phone?: number | null, zone?: number | null, state?: number | null, 
/**
 * Further columns of phone numbers: each number counts for zone and law.
 */
more_phones?: Array<number> | null, 
/**
 * Further columns of states: the law of each holds.
 */
more_states?: Array<number> | null, 
/**
 * Held against zone, states and numbers: where they name different countries the row is refused.
 */
country?: number | null, more_countries?: Array<number> | null, };

/**
 * Something about the columns that cannot be known from the file.
 */
export type ColumnQuestion = { about: QuestionAbout, 
/**
 * The columns in question.
 */
columns: Array<number>, words: string, };

/**
 * What a column holds of a contact.
 */
export type ColumnRole = "id" | "phone" | "zone" | "state" | "country";

/**
 * What somebody says of a column, by its name or its number.
 */
export type ColumnSaid = { role: ColumnRole, 
/**
 * Absent: no column holds it.
 */
name?: string | null, };

/**
 * A window as a person has seen it before confirming: one that goes to the tenant as soon as a schedule is active, or
 * one that is withdrawn for a start now.
 */
export type ConfirmedWindow = { campaign_id: string, zone: string, start: string, end: string, contacts: number, };

/**
 * A tenant as it was set up, and how it is.
 */
export type Connection = { id: ConnectionId, settings: ConnectionSettings, 
/**
 * The stand-in tenant on this machine; it is started with the program.
 */
stand_in: boolean, 
/**
 * Whether the secret store holds a client secret for it.
 */
has_secret: boolean, health: ConnectionHealth, created_at: string, };

export type ConnectionCheck = { 
/**
 * `token`, `campaigns`, `schedules`, `analytics`.
 */
job: string, state: CheckState, 
/**
 * The scope that a 403 misses.
 */
scope: string | null, 
/**
 * What happened, in words, and what to do.
 */
words: string, took_ms: number | null, };

export type ConnectionHealth = { state: HealthState, 
/**
 * In words: `answers in 38 ms`, `waiting until 15:42Z: the tenant asked us to slow down`.
 */
words: string, latency_ms: number | null, token_until: string | null, waiting_until: string | null, };

/**
 * A tenant.
 */
export type ConnectionId = string;

export type ConnectionRef = { connection: ConnectionId, };

/**
 * Removes a tenant. Where active schedules or live windows depend on it, nothing is removed without `standing`; the
 * refusal carries [`Dependents`] as its detail.
 */
export type ConnectionRemoval = { connection: ConnectionId, standing?: RemovalTreatment | null, };

/**
 * Windows that a removal left behind.
 */
export type ConnectionRemoved = { 
/**
 * Windows that stand at the tenant, or may: each dials until its end, and nothing here can withdraw it any more.
 */
kept: Array<DependentWindow>, };

/**
 * Adds a tenant, or changes the one named by `id`.
 */
export type ConnectionSave = { id?: ConnectionId | null, settings: ConnectionSettings, 
/**
 * Goes to the secret store only; absent keeps the one that is there.
 */
client_secret?: SecretText | null, };

/**
 * Every field of a connection but the secret.
 */
export type ConnectionSettings = { name: string, 
/**
 * `https://HOST`, no path; plain http for loopback only.
 */
base_url: string, 
/**
 * Where another host issues the token.
 */
token_url?: string | null, 
/**
 * Default `/oauth/token`.
 */
token_path?: string | null, token_style?: TokenStyle, 
/**
 * Space-separated.
 */
scopes?: string | null, client_id: string, 
/**
 * ISO 3166; without it a national number is refused.
 */
default_region?: string | null, 
/**
 * Requests in any 60 s; 0 = no limit of ours; default 100.
 */
rate_limit?: number | null, proxy?: string | null, 
/**
 * Path of a PEM file.
 */
ca_file?: string | null, sms_from?: string | null, custom_list_ids?: Array<string> | null, };

/**
 * Token first, then one read per job.
 */
export type ConnectionTest = { 
/**
 * Whether everything that Callboard needs is allowed.
 */
ok: boolean, checks: Array<ConnectionCheck>, capabilities: Array<Capability>, };

/**
 * Contacts that share a zone and a law.
 */
export type ContactGroup = { 
/**
 * One IANA name; where a number's area has several, all of them, sorted and joined by `|`: legal only
 * where each is inside its hours.
 */
zone: string, 
/**
 * `US-FL`, `US`, `GB` …
 */
jurisdiction: string, contacts: number, source: ZoneSource, };

/**
 * What is kept of a contact list.
 */
export type ContactSet = { id: ContactSetId, name: string, rows: number, 
/**
 * Contacts that have a zone.
 */
placed: number, needs_zone: number, invalid: number, 
/**
 * Of the invalid: they have no number, and the list has a column for it.
 */
without_number: number, 
/**
 * Of the invalid: their id stands in the list before.
 */
doubled: number, 
/**
 * What a person should know of how it was read.
 */
notes: Array<string>, groups: Array<ContactGroup>, imported_at: string, };

/**
 * What is kept of an imported contact list.
 */
export type ContactSetId = string;

export type ContactSetRef = { set: ContactSetId, };

export type ContactTotals = { legal: number, clamped: number, refused: number, needs_zone: number, invalid: number, 
/**
 * Of groups that somebody left out.
 */
left_out?: number, };

export type ContactsColumn = { index: number, name: string, 
/**
 * From the first rows; phone numbers masked.
 */
samples: Array<string>, };

export type ContactsColumns = { 
/**
 * `csv` or `xlsx`.
 */
format: string, columns: Array<ContactsColumn>, 
/**
 * What the names and the cells say; to be completed by hand where a role is missing.
 */
mapping: ColumnMapping, 
/**
 * What only a person can say; an import without a mapping is refused until then.
 */
questions: Array<ColumnQuestion>, 
/**
 * What a person should know of how it is read.
 */
notes: Array<string>, 
/**
 * The line of the names; 0: the file has none.
 */
header_row: number, 
/**
 * The sheet that is looked at, and all that are visible.
 */
sheet?: string | null, sheets: Array<string>, };

/**
 * Counts the contacts of a file by zone and jurisdiction; the people are not kept.
 */
export type ContactsImport = { file: FileId, 
/**
 * The name of the file, to find the set again.
 */
name: string, connection?: ConnectionId | null, 
/**
 * Whole, as somebody chose it; absent: by `columns`, by names and by content.
 */
mapping?: ColumnMapping | null, 
/**
 * For national numbers; absent: the connection's.
 */
region?: string | null, 
/**
 * Columns that somebody names, where there is no mapping.
 */
columns?: Array<ColumnSaid> | null, 
/**
 * Of a workbook; absent: the first visible one with anything in it.
 */
sheet?: string | null, 
/**
 * The line of the names of the columns, the first being 1; 0: there is none. Absent: the first that is not blank.
 */
header_row?: number | null, };

/**
 * Looks into a file before it is imported.
 */
export type ContactsInspect = { file: FileId, 
/**
 * Of a workbook; absent: the first visible one with anything in it.
 */
sheet?: string | null, 
/**
 * The line of the names of the columns, the first being 1; 0: there is none. Absent: the first that is not blank.
 */
header_row?: number | null, connection?: ConnectionId | null, 
/**
 * For national numbers; absent: the connection's.
 */
region?: string | null, };

export type ContactsRefused = { set: ContactSetId, after?: string | null, limit?: number | null, };

/**
 * The part of cron that buttons can show: some weekdays, some times a day.
 */
export type CronButtons = { 
/**
 * 0 = Sunday … 6 = Saturday.
 */
days: Array<number>, 
/**
 * `HH:MM`, ascending.
 */
times: Array<string>, };

/**
 * Dead letters that failed for one reason at one place.
 */
export type DeadCause = { direction: Direction, 
/**
 * Id of the source or endpoint; with `cause` it names the group for a replay.
 */
party_id: string, party: string, 
/**
 * In words, as the last try said it.
 */
cause: string, count: number, oldest: string, newest: string, 
/**
 * Why they cannot be replayed now, e.g. the receiver is turned off.
 */
blocked: string | null, };

/**
 * All dead letters of one cause.
 */
export type DeadCauseRef = { direction: Direction, party_id: string, cause: string, };

export type Delivery = { id: DeliveryId, event: string, endpoint: EndpointId, endpoint_name: string, url: string, state: DeliveryState, run: RunId | null, created_at: string, next_try: string | null, tries: Array<DeliveryTry>, 
/**
 * The exact body that is sent.
 */
body: string, };

/**
 * One outgoing webhook; the `webhook-id` of all its tries.
 */
export type DeliveryId = string;

export type DeliveryList = { endpoint?: EndpointId | null, run?: RunId | null, state?: DeliveryState | null, after?: string | null, limit?: number | null, 
/**
 * Phone numbers whole; the audit log tells of it.
 */
reveal?: boolean | null, };

export type DeliveryReplay = { ids: Array<DeliveryId>, };

export type DeliveryState = "waiting" | "delivered" | "dead";

export type DeliveryTry = { at: string, status: number | null, 
/**
 * What went wrong, in words.
 */
words: string | null, took_ms: number, };

/**
 * The stand-in tenant was started, and a campaign runs.
 */
export type DemoStarted = { connection: ConnectionId, schedule: ScheduleId, run: RunId, zones: Array<string>, 
/**
 * The zone that was put in to be refused, and the sentence that refuses it.
 */
refused: RefusedZone | null, };

export type DependentSchedule = { id: ScheduleId, name: string, };

export type DependentWindow = { id: WindowId, run: RunId, campaign_id: string, zone: string, place: string, 
/**
 * `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
 */
words: string, 
/**
 * Until when it dials where it stands.
 */
end: string, state: WindowState, contacts: number, };

/**
 * What depends on a connection that is to be removed.
 */
export type Dependents = { 
/**
 * Active ones, which stop.
 */
schedules: Array<DependentSchedule>, 
/**
 * Windows that the tenant may dial in, now or later.
 */
windows: Array<DependentWindow>, };

export type Direction = "received" | "sent";

/**
 * What an event of a category does.
 */
export type DispositionAction = "write_contact" | "suppress_number" | "schedule_callback" | "notify" | "deliver";

export type DispositionCategory = { 
/**
 * Lower case, digits and `_`, at most 64; as it is written into the contact.
 */
name: string, severity: Severity, actions: Array<DispositionAction>, };

export type DispositionCode = { 
/**
 * A string as the tenant sends it, without white space around it: `1001` and `01001` are two codes, the number
 * 1001 and ` 1001` are `1001`.
 */
code: string, category: string, 
/**
 * What agents mean by it.
 */
meaning: string, };

/**
 * Events as they were decided, newest first.
 */
export type DispositionFeed = { connection?: ConnectionId | null, code?: string | null, category?: string | null, after?: string | null, limit?: number | null, 
/**
 * Phone numbers whole; the audit log tells of it.
 */
reveal?: boolean | null, };

/**
 * Code → category → severity → actions. Belongs to one connection.
 */
export type DispositionMap = { categories: Array<DispositionCategory>, codes: Array<DispositionCode>, };

export type DispositionRow = { 
/**
 * `evt_…`
 */
event: string, 
/**
 * The event's own time.
 */
at: string, received_at: string, contact: string, code: string, call_result: string | null, category: string | null, severity: Severity | null, 
/**
 * The map version that decided it.
 */
version: number | null, state: TrafficState, words: string | null, };

/**
 * The map of one connection as the page shows it.
 */
export type Dispositions = { connection: ConnectionId, version: MapVersion, published: DispositionMap, draft: MapDraft | null, 
/**
 * What the draft changes.
 */
changes: Array<MapChange>, unmapped_policy: UnmappedPolicy, 
/**
 * Whether each action can be done, and why not.
 */
actions: Array<ActionState>, 
/**
 * Codes that wait to be mapped, those with the most events first: at most 500.
 */
unmapped: Array<UnmappedCode>, 
/**
 * How many there are, listed or not.
 */
unmapped_total: number, };

/**
 * A person puts a number on the do-not-call list, or takes it off.
 */
export type DncAdd = { 
/**
 * The only one where it is absent.
 */
connection?: ConnectionId | null, 
/**
 * In any writing; a national one is read by the connection's default region.
 */
number: string, direction: DncDirection, 
/**
 * Why: 1 to 500 characters.
 */
reason: string, };

/**
 * The effect of a statement.
 */
export type DncAdded = { 
/**
 * `false` where something newer is known of the number: kept, and nothing changed.
 */
holds: boolean, lookup: DncLookup, };

export type DncColumn = { index: number, 
/**
 * Masked where it is a number.
 */
name: string, 
/**
 * Absent: it is not used.
 */
role?: DncColumnRole | null, 
/**
 * From the first rows; phone numbers masked.
 */
samples: Array<string>, };

/**
 * What a column of a do-not-call list holds.
 */
export type DncColumnRole = "phone" | "area_code" | "number" | "date" | "direction" | "expiry" | "reason";

/**
 * What somebody says of a column, by its name or its number.
 */
export type DncColumnSaid = { role: DncColumnRole, 
/**
 * Absent: no column holds it.
 */
name?: string | null, };

export type DncConfirmed = { direction: DncDirection, 
/**
 * When the tenant confirmed it.
 */
at: string, 
/**
 * The tenant's id of the number, where it told one.
 */
record: string | null, };

/**
 * The order of day and month in a date of numbers, `03/04/2026`.
 */
export type DncDateOrder = "dmy" | "mdy";

/**
 * The wish of a number's owner.
 */
export type DncDirection = "in" | "out";

/**
 * One statement about a number.
 */
export type DncEvent = { 
/**
 * Absent: a list takes back what it said before.
 */
direction: DncDirection | null, 
/**
 * The time of the request itself.
 */
at: string, 
/**
 * Where it comes from: `webhook`, `disposition`, `person`, `import` or `release`.
 */
source: string, 
/**
 * The source of webhooks or the person, by name.
 */
who: string, 
/**
 * The list, its file and the line, of an import.
 */
file: string | null, 
/**
 * The last day on which it is to hold, as the file says: no opt-out ends by itself.
 */
expiry: string | null, reason: string | null, 
/**
 * The event that said so, as `inbox show` takes it.
 */
event: string | null, received: string, 
/**
 * `waiting`, `confirmed`, `late`, `superseded`, `dead` or `removed`; of an import `counts`, or `taken_back` where it was
 * undone or another edition took its place.
 */
outcome: string, sent: string | null, 
/**
 * When the tenant confirmed it, or it ended otherwise.
 */
ended: string | null, words: string | null, };

/**
 * That an import is to be written.
 */
export type DncGo = { 
/**
 * The tenant is told of its numbers.
 */
push: boolean, 
/**
 * `confirm` of the import, where it is not 0.
 */
count?: number | null, };

export type DncHolds = { direction: DncDirection, at: string, };

/**
 * One import. Of each number found it is known what came of it: `repeated + fresh + already + older + takes_back` are the
 * `numbers`.
 */
export type DncImport = { id: DncImportId, connection: ConnectionId, 
/**
 * The name of its list.
 */
list: string, 
/**
 * The name of the file.
 */
file: string, mode: DncImportMode, 
/**
 * Who imported it.
 */
actor: string, 
/**
 * When; the time of rows that name none.
 */
at: string, state: DncImportState, 
/**
 * Rows with anything in them, the names of the columns not counted.
 */
rows: number, 
/**
 * Numbers found.
 */
numbers: number, 
/**
 * Cells or rows without a number that can be taken.
 */
refused: number, 
/**
 * The same number stands in the file more than once.
 */
repeated: number, 
/**
 * Of these the file changes what holds.
 */
fresh: number, 
/**
 * Of these what the file says holds already.
 */
already: number, 
/**
 * Of these something newer is known.
 */
older: number, 
/**
 * Of these the list takes back what it said.
 */
takes_back: number, 
/**
 * Of `fresh`: numbers that come off the list.
 */
lifts: number, 
/**
 * Of those: numbers whose owner opted out.
 */
lifts_people: number, 
/**
 * An edition lacks so many numbers that its list has.
 */
lacks: number, 
/**
 * So many are to be confirmed before it is written; 0: nothing is asked.
 */
confirm: number, 
/**
 * Of the different numbers of the file, those that are written.
 */
written: number, 
/**
 * Different numbers of the file.
 */
distinct: number, 
/**
 * Whether the tenant is told of its numbers.
 */
push: boolean, 
/**
 * Of the different numbers, those whose turn has come.
 */
passed: number, 
/**
 * The tenant has confirmed these for this import.
 */
confirmed: number, 
/**
 * The tenant held these so already, or something newer was told instead.
 */
known: number, 
/**
 * The tenant refuses these.
 */
dead: number, 
/**
 * Numbers that the tenant keeps suppressed though nothing says so any more: they wait for a person's release.
 */
to_release: number, 
/**
 * When the tenant will have confirmed all of it at its pace of requests; absent where there is none.
 */
confirmed_by: string | null, 
/**
 * What a person should know of how the file was read.
 */
notes: Array<string>, 
/**
 * Why it failed.
 */
words: string | null, };

/**
 * An import that was looked at is to be written.
 */
export type DncImportGo = { import: DncImportId, 
/**
 * The tenant is told of its numbers.
 */
push: boolean, 
/**
 * `confirm` of the import, where it is not 0.
 */
count?: number | null, };

/**
 * An import of a do-not-call list.
 */
export type DncImportId = string;

/**
 * What a file says of the list that it belongs to.
 */
export type DncImportMode = "adds" | "edition" | "changes" | "release";

/**
 * The tenant is told of an import's numbers, or not any more.
 */
export type DncImportPush = { import: DncImportId, push: boolean, };

export type DncImportRef = { import: DncImportId, };

/**
 * How far an import is.
 */
export type DncImportState = "reading" | "looked" | "writing" | "stopped" | "done" | "undone" | "failed";

/**
 * A do-not-call list as it looks before it is imported.
 */
export type DncLook = { 
/**
 * `csv`, `xlsx`, `xls`, `ods` or `registry`; absent where a file of an archive is to be chosen first.
 */
format?: string | null, 
/**
 * Of an archive: the file that is read, and where it has several and none is chosen, all of them.
 */
file?: string | null, files: Array<string>, 
/**
 * Of a workbook: the sheet that is looked at, and where several have rows and none is chosen, those.
 */
sheet?: string | null, sheets: Array<string>, 
/**
 * The line of the names of the columns; 0: the file has none.
 */
header_row: number, columns: Array<DncColumn>, 
/**
 * What only a person can say; the import is refused until then.
 */
questions: Array<DncQuestion>, 
/**
 * What a person should know of how it is read.
 */
notes: Array<string>, };

/**
 * A do-not-call list that is read and held against the ledger. Nothing else is written until `dnc.import`.
 */
export type DncLookAt = { 
/**
 * The only one where it is absent.
 */
connection?: ConnectionId | null, file: FileId, 
/**
 * The file's name, as it is shown.
 */
name: string, 
/**
 * The list that it belongs to; absent: it is called as the file.
 */
list?: string | null, mode?: DncImportMode | null, 
/**
 * What a row says that names no direction; absent: out.
 */
direction?: DncDirection | null, 
/**
 * Which column holds what, where its name or content does not say it.
 */
columns?: Array<DncColumnSaid> | null, 
/**
 * Of national numbers; absent: the connection's.
 */
region?: string | null, date_order?: DncDateOrder | null, sheet?: string | null, 
/**
 * The line of the names of the columns; 0: there are none.
 */
header_row?: number | null, 
/**
 * A row with a bad date takes the import's start and is not refused.
 */
start_for_bad_dates?: boolean | null, 
/**
 * Imports it as soon as it is read, also where the program ends meanwhile.
 */
go?: DncGo | null, };

/**
 * All that is known of a number.
 */
export type DncLookup = { connection: ConnectionId, 
/**
 * Masked.
 */
number: string, 
/**
 * Whether the plan of its country lists it.
 */
in_plan: boolean, 
/**
 * What holds now; absent where nothing was ever said of it.
 */
holds: DncHolds | null, 
/**
 * What the tenant has confirmed last.
 */
confirmed: DncConfirmed | null, 
/**
 * How far telling the tenant is; absent where there is nothing to tell.
 */
push: DncPush | null, 
/**
 * Newest first.
 */
events: Array<DncEvent>, };

/**
 * A number of a connection.
 */
export type DncNumber = { 
/**
 * The only one where it is absent.
 */
connection?: ConnectionId | null, 
/**
 * In any writing.
 */
number: string, };

export type DncPush = { state: DncPushState, since: string, };

/**
 * How far telling the tenant of a number is.
 */
export type DncPushState = "waiting" | "sending" | "dead";

/**
 * Something about a list that cannot be known from it.
 */
export type DncQuestion = { about: DncQuestionAbout, 
/**
 * The columns in question.
 */
columns: Array<number>, words: string, };

export type DncQuestionAbout = "sheet" | "header" | "phone" | "region" | "date" | "date_order" | "direction" | "changes";

/**
 * One row, or a cell of one, that was not taken.
 */
export type DncRefused = { 
/**
 * Its place among the refused rows.
 */
place: number, 
/**
 * The line in the file.
 */
line: number, 
/**
 * The cell as it was written; numbers in it are masked.
 */
cell: string, 
/**
 * What, why, and what to do.
 */
reason: string, };

/**
 * Refused rows of an import, in the order of the file.
 */
export type DncRefusedOf = { import: DncImportId, 
/**
 * Rows after this place.
 */
after?: string | null, limit?: number | null, };

/**
 * Numbers that an import left at the tenant may be called again.
 */
export type DncRelease = { import: DncImportId, 
/**
 * How many: `to_release` of the import.
 */
count: number, };

/**
 * How far the tenant is told of numbers, those of imports among them.
 */
export type DncStatus = { connection: ConnectionId, 
/**
 * Numbers whose turn has not come.
 */
waiting: number, 
/**
 * Numbers of which a request is being made, or repeated.
 */
sending: number, 
/**
 * Numbers that the tenant refuses.
 */
dead: number, 
/**
 * When the oldest request was received that the tenant has not confirmed.
 */
oldest: string | null, 
/**
 * Requests of today (UTC) that the tenant has confirmed.
 */
confirmed_today: number, 
/**
 * Seconds from the arrival to the confirmation; half of them took no longer.
 */
median_seconds: number | null, 
/**
 * Why the last request failed that is to be repeated, while numbers wait.
 */
trouble: string | null, };

/**
 * The way in.
 */
export type Door = "window" | "browser" | "command_line" | "engine";

/**
 * A receiver of outgoing webhooks.
 */
export type Endpoint = { id: EndpointId, name: string, url: string, 
/**
 * Names of events, e.g. `campaign.completed`.
 */
events: Array<string>, enabled: boolean, 
/**
 * Why the program itself turned it off, e.g. `It answered 410 Gone.`
 */
disabled_because: string | null, last_delivered: string | null, failing_since: string | null, 
/**
 * How much of the time after which it is turned off it has been failing without a break: 0 to 100.
 */
failing_percent: number, 
/**
 * After a rotation deliveries carry a signature of the old secret too, until then.
 */
old_secret_until: string | null, waiting: number, dead: number, 
/**
 * Over the last 24 hours; `failed` counts tries, and none of those that were our own network's fault.
 */
delivered: number, failed: number, 
/**
 * Median of the answers of the last 24 hours.
 */
answer_ms: number | null, };

/**
 * A receiver of outgoing webhooks.
 */
export type EndpointId = string;

export type EndpointRef = { id: EndpointId, };

/**
 * Makes a new signing secret; deliveries carry a signature of the old one too for so many hours (0: no more).
 */
export type EndpointRotate = { id: EndpointId, 
/**
 * 0 to 168; absent: 24.
 */
keep_old_hours?: number | null, };

/**
 * Adds a receiver, or changes the one named by `id`.
 */
export type EndpointSave = { id?: EndpointId | null, name: string, url: string, events: Array<string>, enabled: boolean, 
/**
 * `whsec_…`; absent: one is made, or the old one kept.
 */
secret?: SecretText | null, };

/**
 * The signing secret is shown once, when it was made here.
 */
export type EndpointSaved = { endpoint: Endpoint, secret: SecretText | null, 
/**
 * What it waits for in vain, e.g. `This version does not send subscription.state yet.`
 */
warning: string | null, 
/**
 * After a rotation: which secrets sign, and until when.
 */
in_force?: string | null, };

/**
 * One switch of a receiver; what somebody else changes of it meanwhile stays.
 */
export type EndpointSetEnabled = { id: EndpointId, enabled: boolean, };

/**
 * What the engine tells by itself. Doors gather these and pass them on at most four times a second.
 */
export type Event = { "event": "changed", topics: Array<Topic>, } | { "event": "notice", notice: Notice, };

export type ExportFormat = "jsonl" | "csv";

export type FailedWindow = { 
/**
 * Its row here, by which a view follows it; absent for a window that has none.
 */
window?: WindowId, zone: string, state: WindowState, words: string, 
/**
 * When it will be tried again by itself.
 */
next_try: string | null, };

/**
 * A file that was handed in and is not needed any more.
 */
export type FileForget = { file: FileId, };

/**
 * A file that was handed in, or one to be taken away.
 */
export type FileId = string;

/**
 * A file made for the caller: `GET /files/{file}` at the HTTP door, `file.save` in the window.
 */
export type FileOut = { file: FileId, 
/**
 * A proposed name, e.g. `audit-2026-11-23.csv`.
 */
name: string, rows: number, };

export type FileSave = { file: FileId, name: string, };

export type FileSaved = { path: string, };

/**
 * Whose clock the cron expression is read on.
 */
export type FireMode = { "mode": "contact_time" } | { "mode": "same_moment", zone: string, };

/**
 * Something that stands and that a rule forbids, wholly or in part.
 */
export type Forbidden = { kind: ForbiddenKind, id: string, run: RunId | null, campaign_id: string, zone: string, place: string, start: string, end: string, 
/**
 * `Mon 23 Nov 09:00–13:00 (UTC+05:30)`.
 */
words: string, state: WindowState, contacts: number, rule: RuleRef, 
/**
 * Where it can be shortened and its begin is forbidden: from when on it is allowed.
 */
allowed_from?: string, 
/**
 * Where it can be shortened: until when it is allowed.
 */
allowed_until: string | null, 
/**
 * What was decided about it and is being carried out; absent where nobody has decided.
 */
decided?: RuleTreatment, 
/**
 * Why that has not succeeded yet.
 */
trouble?: string, };

export type ForbiddenKind = "window";

export type HealthLine = { 
/**
 * `tenant Acme EU`, `deliveries`, `audit`.
 */
name: string, state: HealthState, words: string, link: string, };

export type HealthState = "good" | "degraded" | "down" | "unknown";

/**
 * A stricter rule of the house.
 */
export type HouseRule = { 
/**
 * Lower-case words with hyphens, e.g. `no-uk`.
 */
id: string, 
/**
 * `GB`, `US-FL`, or `*` for everywhere.
 */
jurisdictions: Array<string>, 
/**
 * 0 = Sunday … 6 = Saturday; empty: every day.
 */
days: Array<number>, 
/**
 * `HH:MM`; both absent: no calls at all on these days.
 */
from?: string | null, to?: string | null, why: string, 
/**
 * What becomes of that which stands and the rule forbids; needed where there is any.
 */
standing?: RuleTreatment | null, };

export type JurisdictionCount = { jurisdiction: string, contacts: number, };

/**
 * A window that was let stand, and why.
 */
export type KeptWindow = { id: WindowId, run: RunId, 
/**
 * The connection's name, also where it was removed.
 */
connection: string, campaign_id: string, zone: string, place: string, start: string, 
/**
 * It dials until then.
 */
end: string, 
/**
 * `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
 */
words: string, state: WindowState, contacts: number, why: string, };

/**
 * The door at which webhooks come in.
 */
export type Listener = { settings: ListenerSettings, state: ListenerState, 
/**
 * Where it listens now, e.g. `127.0.0.1:8080`.
 */
address: string | null, 
/**
 * Whether requests are encrypted.
 */
tls: boolean, reach: ListenerReach, 
/**
 * In a sentence: what can reach it; or why it does not listen and what to do.
 */
words: string, 
/**
 * Since when it is in this state.
 */
since: string | null, 
/**
 * What a supervisor should know before others rely on it.
 */
warnings: Array<string>, sources: number, 
/**
 * Over the last 60 s.
 */
events_per_minute: number, 
/**
 * Age in seconds of the oldest event that is kept and not yet done with.
 */
oldest_waiting_seconds: number | null, 
/**
 * Refused requests that named no source, over the last 24 hours.
 */
refused: Array<RefusalCount>, self_test: SelfTest | null, };

/**
 * A time in which the listener could not hear: the program was not running, or the computer slept.
 */
export type ListenerGap = { from: string, until: string, };

export type ListenerReach = "this_computer" | "this_network" | "public_address";

/**
 * What a supervisor chooses.
 */
export type ListenerSettings = { enabled: boolean, 
/**
 * `ADDRESS:PORT`; by default `127.0.0.1:8080`. Any but loopback needs certificate and key.
 */
address: string, 
/**
 * Path of a PEM file with the certificate chain.
 */
tls_cert?: string | null, 
/**
 * Path of a PEM file with its private key.
 */
tls_key?: string | null, 
/**
 * Where senders reach it, through a reverse proxy or a tunnel of the supervisor's: `https://HOST[/PATH]`.
 */
public_url?: string | null, };

export type ListenerState = "off" | "listening" | "failing";

export type MapChange = { 
/**
 * `code 1001` or `category do_not_call`.
 */
what: string, before: string | null, after: string | null, };

/**
 * Maps one code that came without being mapped, publishes, and applies its events anew.
 */
export type MapCode = { connection?: ConnectionId | null, code: string, category: string, meaning?: string | null, };

export type MapDraft = { map: DispositionMap, 
/**
 * The version it was begun from.
 */
based_on: number, changed_at: string, changed_by: string, };

/**
 * Keeps a draft; what cannot be published yet is refused only at publishing.
 */
export type MapDraftSave = { connection?: ConnectionId | null, 
/**
 * Absent: the draft is thrown away.
 */
map?: DispositionMap | null, 
/**
 * `changed_at` of the draft that this one was made of, `null` where there was none: another draft meanwhile is a
 * conflict. Absent: nothing is checked.
 */
seen?: string | null, };

export type MapExport = { connection?: ConnectionId | null, 
/**
 * Absent: the published one.
 */
version?: number | null, format: MapFormat, };

export type MapFormat = "csv" | "json";

/**
 * Publishes a copy of an earlier version.
 */
export type MapGoBack = { connection?: ConnectionId | null, version: number, 
/**
 * The published version that is to be replaced; another one meanwhile is a conflict.
 */
over: number, };

/**
 * Reads a map from a file (CSV or JSON) into the draft.
 */
export type MapImport = { connection?: ConnectionId | null, file: FileId, name: string, 
/**
 * `changed_at` of the draft that the file takes the place of, `null` where there was none: another draft meanwhile
 * is a conflict. Absent: nothing is checked.
 */
seen?: string | null, };

export type MapPublish = { connection?: ConnectionId | null, note?: string | null, 
/**
 * The published version that the draft was compared with; another one meanwhile is a conflict.
 */
over: number, 
/**
 * Applies the new map to the events of the last days too (0: only to new ones).
 */
reapply_days: number, 
/**
 * `changed_at` of the draft that is meant, `null` where there was none: another draft meanwhile is a conflict.
 * Absent: nothing is checked.
 */
seen?: string | null, };

export type MapPublished = { dispositions: Dispositions, 
/**
 * Events that are applied anew.
 */
reapplied: number, 
/**
 * Events that stay as they were decided, as unmapped, although this version names their codes.
 */
still_unmapped?: number, 
/**
 * Days back of the oldest of them: so many have to be applied anew to take them all.
 */
still_unmapped_days?: number, };

/**
 * What publishing a map would change for the events of the last days, each contact by its newest event.
 */
export type MapTried = { days: number, events: number, contacts: number, 
/**
 * Contacts whose category or severity would change, or what is done about them.
 */
changed: number, 
/**
 * Of them, those whose numbers would be put on the do-not-call list, by whichever of their events.
 */
to_do_not_call: number, 
/**
 * Contacts that the published map calls `do_not_call` and this one does not; their numbers stay suppressed.
 */
from_do_not_call: number, 
/**
 * Most contacts first.
 */
by_change: Array<TriedChange>, 
/**
 * The first of the contacts that change; the rest by `disposition.try_export`.
 */
rows: Array<TriedRow>, };

export type MapTry = { connection?: ConnectionId | null, 
/**
 * 1 to 3650.
 */
days: number, 
/**
 * Absent: the draft.
 */
map?: DispositionMap | null, };

export type MapVersion = { version: number, at: string, by: string, note: string, categories: number, codes: number, 
/**
 * Events that it decided.
 */
decided: number, 
/**
 * The version that it is a copy of, where somebody went back.
 */
copy_of: number | null, };

export type MapVersionRef = { connection?: ConnectionId | null, version: number, };

/**
 * Something about a fire that a supervisor would not expect.
 */
export type Mark = "gap" | "overlap" | "clock_changes_inside" | "offset_differs" | "other_day" | "law_changed";

/**
 * Where a command concerns a tenant: absent means the only one.
 */
export type MaybeConnection = { connection?: ConnectionId | null, };

/**
 * What is done with a fire that the program slept through.
 */
export type Misfire = { "policy": "skip" } | { "policy": "late", max_age_minutes: number, };

export type MissedFire = { id: MissedId, schedule: ScheduleId, name: string, zone: string, place: string, occurrence: string, due: string, 
/**
 * `The program was not running from 08:52 to 09:31.`
 */
reason: string, 
/**
 * While it may still be started by hand.
 */
legal_until: string | null, contacts: number, };

/**
 * A fire that did not happen.
 */
export type MissedId = string;

/**
 * Another start for missed fires.
 */
export type MissedMove = { ids: Array<MissedId>, to: StartAt, };

/**
 * What moving missed fires would do; nothing is stored.
 */
export type MissedPlan = { start: string, zones: Array<MissedStart>, };

export type MissedRef = { ids: Array<MissedId>, };

/**
 * The window of one zone of one schedule, if its missed fire starts then.
 */
export type MissedStart = { schedule: ScheduleId, name: string, zone: string, place: string, contacts: number, 
/**
 * `Mon 23 Nov 09:00–13:00 (UTC−05:00)`; where it is refused, its start alone.
 */
words: string, verdict: Verdict, 
/**
 * The binding rule where shortened or refused.
 */
rule: RuleRef | null, };

/**
 * An instant that the engine made of a wall time.
 */
export type Moment = { at: string, };

/**
 * A fire that newer zone data puts at another instant.
 */
export type MovedFire = { zone: string, occurrence: string, was: string, is: string, };

/**
 * What waits on each page.
 */
export type NavCounts = { board: number, schedules: number, runs: number, dispositions: number, traffic: number, settings: number, notices: number, };

/**
 * Something that waits for a decision.
 */
export type Need = { kind: NeedKind, 
/**
 * The missed fire, run, delivery, schedule or connection it is about.
 */
subject: string, 
/**
 * `Spring renewals 09:00 missed in Chicago, Denver`.
 */
title: string, 
/**
 * `Laptop asleep 08:52–09:31 · legal until 20:00 there`.
 */
detail: string, since: string, 
/**
 * A place in the window.
 */
link: string, 
/**
 * Ids for the buttons, e.g. of all missed fires of the line.
 */
ids: Array<string>, };

export type NeedKind = "missed_fires" | "failed_windows" | "stalled_run" | "dead_deliveries" | "failing_endpoint" | "paused_schedule" | "moved_fires" | "connection_trouble" | "secret_store" | "listener_trouble" | "dead_events" | "forbidden_windows" | "late_opt_outs" | "unmapped_codes";

export type NextFire = { schedule: ScheduleId, name: string, zone: string, start: string, end: string, 
/**
 * E.g. `Mon 23 Nov 09:00`.
 */
local_start: string, contacts: number, verdict: Verdict, rule: RuleRef | null, };

/**
 * No arguments, or nothing to say beyond "done".
 */
export type Nothing = Record<string, never>;

/**
 * A line behind the bell.
 */
export type Notice = { id: NoticeId, at: string, level: NoticeLevel, title: string, body: string, 
/**
 * A place in the window, e.g. `/runs/run_…`.
 */
link: string | null, read: boolean, reach: NoticeReach, };

/**
 * A line behind the bell.
 */
export type NoticeId = string;

export type NoticeLevel = "done" | "attention" | "trouble";

/**
 * Where a notice is shown. What waits behind the bell is never of the desktop alone.
 */
export type NoticeReach = "everywhere" | "in_app" | "desktop";

export type NoticesRead = { 
/**
 * Empty: all.
 */
ids: Array<NoticeId>, };

export type OfConnection = { 
/**
 * Absent: the only one.
 */
connection?: ConnectionId | null, };

export type Overlap = "skip" | "allow";

/**
 * One page of a list, and how much there is in all.
 */
export type Page<T> = { rows: Array<T>, 
/**
 * How many rows the filter lets through, over all pages.
 */
total: number, 
/**
 * Hand this back as `after` for the next page; absent on the last.
 */
next: string | null, };

/**
 * A start of a schedule that does not happen, and why: mostly another window of the campaign is open then.
 */
export type PassedOver = { zone: string, start: string, 
/**
 * `The start at Tue 1 Dec 09:00 (New York) is passed over: a window is open there until 12:52.`
 */
words: string, };

export type PhoneNormalize = { 
/**
 * ISO 3166, e.g. `US`; a national number needs it.
 */
region: string | null, raw: string, };

/**
 * A number as the program understands it; masked.
 */
export type PhoneView = { masked: string, country: string | null, state: string | null, zones: Array<string>, repaired: string | null, };

/**
 * Every request that would be sent; nothing is.
 */
export type Plan = { requests: Array<PlannedRequest>, refused: Array<RefusedWindow>, 
/**
 * E.g. the campaign is inactive at the tenant.
 */
warnings: Array<string>, contacts: ContactTotals, 
/**
 * Scheduled starts that a start now takes the place of: withdrawn first, once a person has confirmed them.
 */
withdraws?: Array<ConfirmedWindow>, zone_release: string, rules_version: string, };

export type PlannedAction = "create" | "withdraw" | "keep";

export type PlannedRequest = { action: PlannedAction, method: string, path: string, body: unknown, zone: string, start: string, end: string, 
/**
 * `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
 */
words: string, contacts: number, verdict: Verdict, rule: RuleRef | null, 
/**
 * Nothing but federal hours was applied to some of these contacts, as in a preview.
 */
federal_hours_only: boolean, };

export type Preview = { 
/**
 * `At 09:00 on Monday, Wednesday and Friday.`
 */
sentence: string, 
/**
 * What the day and time buttons show; absent where they cannot show this expression.
 */
buttons: CronButtons | null, warnings: Array<string>, 
/**
 * The local days or moments over the columns of the grid.
 */
columns: Array<string>, 
/**
 * The occurrence of each column. A row's fire stands under the column of its own occurrence: just after
 * 09:00 in one zone and before it in another, their first fires are different days.
 */
column_keys: Array<string>, rows: Array<PreviewRow>, totals: PreviewTotals, zone_release: string, rules_version: string, };

/**
 * What an expression would mean.
 */
export type PreviewArgs = { cron: string, mode: FireMode, connection?: ConnectionId | null, 
/**
 * The zones and counts of a contact list …
 */
contacts?: ContactSetId | null, 
/**
 * … and/or zones by name.
 */
zones?: Array<string>, left_out?: Array<string>, holidays?: Array<string>, 
/**
 * Default: now.
 */
from?: string, 
/**
 * Fires a zone; default 4, at most 100.
 */
count?: number | null, duration_minutes: number, };

export type PreviewFire = { 
/**
 * The wall time as written, or the instant in same-moment mode.
 */
occurrence: string, start: string, 
/**
 * After clamping; equal to `start` where refused.
 */
end: string, 
/**
 * `2026-11-23T09:00:00-05:00`.
 */
local_start: string, local_end: string, 
/**
 * `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
 */
words: string, verdict: Verdict, 
/**
 * The binding rule where clamped or refused.
 */
rule: RuleRef | null, 
/**
 * Contacts that cause it, where only some jurisdictions of the zone do.
 */
caused_by: JurisdictionCount | null, 
/**
 * Nothing but federal hours was applied to some of these contacts: nothing stricter was found for their state,
 * or the state is not known.
 */
federal_hours_only: boolean, marks: Array<Mark>, 
/**
 * Each mark in a sentence.
 */
mark_words: Array<string>, };

export type PreviewRow = { 
/**
 * As in [`super::ContactGroup::zone`].
 */
zone: string, 
/**
 * `New York`.
 */
place: string, contacts: number, jurisdictions: Array<JurisdictionCount>, fires: Array<PreviewFire>, };

/**
 * Over the first fire of every zone.
 */
export type PreviewTotals = { legal: number, clamped: number, refused: number, needs_zone: number, 
/**
 * Contacts of groups that somebody left out.
 */
left_out?: number, first_start: string | null, last_start: string | null, };

export type QuestionAbout = "header" | "phone" | "zone" | "state";

/**
 * Requests of one source that were refused for one reason, over the last 24 hours.
 */
export type RefusalCount = { 
/**
 * The HTTP status that was answered.
 */
status: number, 
/**
 * In words: `The signature does not fit.`
 */
reason: string, count: number, last: string, };

/**
 * A row of the list that cannot be dialled as it is.
 */
export type RefusedContact = { 
/**
 * Line in the file, the header being 1.
 */
line: number, contact_id: string, kind: RefusedKind, 
/**
 * In words; a number in it is masked.
 */
reason: string, };

export type RefusedKind = "needs_zone" | "invalid";

export type RefusedWindow = { zone: string, contacts: number, rule: RuleRef | null, 
/**
 * `Denver may not be called before 08:00 there (47 CFR 64.1200(c)(1)).`
 */
words: string, legal_again: string | null, };

export type RefusedZone = { zone: string, rule: string, words: string, };

/**
 * What becomes of windows that stand at a tenant whose connection is removed.
 */
export type RemovalTreatment = "withdraw" | "keep";

export type Replayed = { replayed: number, };

/**
 * How every refusal and failure crosses a door.
 */
export type RpcError = { code: Code, 
/**
 * What and why, in a sentence a supervisor would say. No secret, no full phone number.
 */
message: string, 
/**
 * What to do about it.
 */
hint?: string, 
/**
 * For the window: e.g. `{"field":"cron","start":4,"end":5}` puts the caret at the part.
 */
detail?: unknown, };

export type Rule = { id: string, version: number, jurisdictions: Array<string>, 
/**
 * In a sentence.
 */
words: string, source: string, read_on: string | null, 
/**
 * How far the row may be trusted, in words.
 */
confidence: string, 
/**
 * Nothing stricter than the federal hours was found for this state.
 */
federal_hours_only: boolean, counsel_reviewed: boolean, 
/**
 * Whether the program acts on it, or only shows it yet.
 */
enforced: boolean, not_enforced_because: string | null, 
/**
 * Of the house, rather than shipped.
 */
house: boolean, 
/**
 * Switched off, with this reason.
 */
off_because: string | null, };

/**
 * What becomes of things that stand in spite of a rule.
 */
export type RuleDecision = { ids: Array<string>, standing: RuleTreatment, };

/**
 * What stands and would be forbidden.
 */
export type RuleEffect = { 
/**
 * `This forbids 1 submitted window, 318 contacts: Kolkata.`; empty where it forbids nothing that stands.
 */
sentence: string, contacts: number, forbidden: Array<Forbidden>, };

export type RuleNamed = { id: string, standing?: RuleTreatment | null, };

export type RuleOff = { id: string, why: string, standing?: RuleTreatment | null, };

/**
 * The rule that a verdict rests on.
 */
export type RuleRef = { id: string, version: number, 
/**
 * `47 CFR 64.1200(c)(1)`.
 */
source: string, 
/**
 * `Denver may not be called before 08:00 there (47 CFR 64.1200(c)(1)).`
 */
words: string, };

/**
 * What becomes of that which stands when a rule forbids it.
 */
export type RuleTreatment = "withdraw" | "shorten" | "keep";

/**
 * A change of the rules that is only tried.
 */
export type RuleTrial = { 
/**
 * Rules of the house that would be added, or get a new version.
 */
add?: Array<HouseRule>, 
/**
 * One that would be switched on again.
 */
on?: string | null, 
/**
 * One that would be switched off.
 */
off?: string | null, };

export type Rules = { version: string, rules: Array<Rule>, 
/**
 * Said wherever rules are shown: none was reviewed by counsel.
 */
remark: string, 
/**
 * After a change that was to withdraw or shorten: what stands all the same, or may.
 */
still_standing?: Array<Forbidden>, };

/**
 * The whole of one run.
 */
export type Run = { summary: RunSummary, windows: Array<RunWindow>, points: Array<RunPoint>, marks: Array<RunMark>, 
/**
 * The completion webhooks, one per endpoint that listens for it.
 */
deliveries: Array<Delivery>, };

export type RunFigures = { expected: number, completed: number, attempted: number, connected: number, 
/**
 * When the tenant last answered with good figures.
 */
as_of: string | null, };

/**
 * One time that a campaign runs.
 */
export type RunId = string;

export type RunList = { connection?: ConnectionId | null, campaign_id?: string | null, schedule?: ScheduleId | null, 
/**
 * Only those that are not over.
 */
live?: boolean, after?: string | null, limit?: number | null, };

/**
 * Something that happened to a run: submitted, throttled, stalled, resumed …
 */
export type RunMark = { at: string, kind: string, words: string, };

export type RunPoint = { at: string, completed: number, attempted: number, connected: number, };

export type RunRef = { id: RunId, };

/**
 * Where a run stands.
 */
export type RunState = "submitting" | "waiting" | "running" | "stalled" | "completed" | "ended" | "stopped" | "failed" | "superseded";

export type RunSummary = { id: RunId, connection: ConnectionId, 
/**
 * The schedule's name, or the campaign's.
 */
name: string, campaign_id: string, schedule: ScheduleId | null, state: RunState, figures: RunFigures, 
/**
 * Since when the tenant tells no figures, and why; absent while it does.
 */
silent: Silence | null, 
/**
 * The figures are old after this; absent where none are asked for now.
 */
fresh_until: string | null, 
/**
 * Since when no window may dial any more, though the run is not over: its last figures are awaited.
 */
over_since: string | null, 
/**
 * Completions a minute over the last minutes.
 */
pace: number | null, eta: string | null, 
/**
 * The zone that is done last, in which the expected end is said.
 */
eta_zone: string | null, 
/**
 * The zone in which times of this run are said: of most contacts.
 */
zone: string, 
/**
 * One sentence on why it does not dial and when it next may; absent while it dials.
 */
why_not_dialling: string | null, stall: Stall | null, 
/**
 * E.g. the tenant reported smaller totals than before.
 */
flags: Array<string>, 
/**
 * Runs of the same campaign that overlap share the tenant's figures.
 */
shares_figures_with: Array<RunId>, 
/**
 * Completions over the last points, for a line of a few pixels.
 */
spark: Array<number>, first_start: string, last_end: string, ended_at: string | null, windows: WindowCounts, };

export type RunWindow = { id: WindowId, zone: string, place: string, start: string, end: string, 
/**
 * `Mon 23 Nov 09:00–13:00 (UTC−05:00)`.
 */
words: string, state: WindowState, verdict: Verdict, rule: RuleRef | null, contacts: number, 
/**
 * The tenant's id.
 */
schedule_id: string | null, attempts: number, 
/**
 * Why it is refused, failed, unknown or stuck; for the last two, until when it may still dial.
 */
trouble: string | null, next_try: string | null, };

export type Schedule = { id: ScheduleId, connection: ConnectionId, connection_name: string, draft: ScheduleDraft, state: ScheduleState, 
/**
 * Why it paused itself; absent where a person did.
 */
paused_because: string | null, 
/**
 * The cron expression in English.
 */
sentence: string, 
/**
 * Contacts of its list; absent without a list.
 */
contacts: number | null, zones: number, 
/**
 * The next fires over all its zones, soonest first.
 */
next: Array<NextFire>, last_run: RunId | null, 
/**
 * Zone data with which its instants were last computed.
 */
zone_release: string, 
/**
 * Instants that newer zone data moved, until someone has looked; nothing fires meanwhile.
 */
moved: Array<MovedFire>, 
/**
 * Zones in which a window that should be gone may still dial, and until when: after a pause or a change that
 * could not be confirmed. Nothing new starts there meanwhile.
 */
blocked?: Array<FailedWindow>, 
/**
 * Windows of it that a person started and that are open, in a sentence each: they go on as they began, whatever is
 * changed about the schedule.
 */
going_on?: Array<string>, 
/**
 * Starts to come that do not happen: their day was stopped by hand, another window of the campaign is there, or what
 * was decided of them is no more.
 */
passed_over?: Array<PassedOver>, created_at: string, updated_at: string, };

/**
 * What a supervisor decides about a schedule.
 */
export type ScheduleDraft = { name: string, campaign_id: string, contacts?: ContactSetId | null, 
/**
 * Five fields, a name such as `@daily`, or `@once 2026-12-08T10:00` for a single moment; at most 256 bytes.
 */
cron: string, mode: FireMode, 
/**
 * Elapsed minutes of a window; default 240.
 */
duration_minutes: number, 
/**
 * What is done when a window of the campaign and zone is still open at the next fire.
 */
overlap: Overlap, misfire: Misfire, 
/**
 * ISO dates on which it does not fire, by the contact's local calendar.
 */
holidays: Array<string>, 
/**
 * A start is put off by a random part of this, within the window; 0 = none.
 */
jitter_seconds: number, 
/**
 * Pauses itself after so many failed fires in a row; 0 = never.
 */
pause_after_failures: number, 
/**
 * Expected completions; default: the contacts in the submitted windows.
 */
expected?: number | null, 
/**
 * Groups that are left out, as `zone` or `zone/jurisdiction`.
 */
left_out: Array<string>, };

/**
 * A saved schedule that is to be active or to start now, with the windows that a person confirmed.
 */
export type ScheduleGo = { id: ScheduleId, confirmed?: Array<ConfirmedWindow>, };

/**
 * A saved schedule.
 */
export type ScheduleId = string;

export type ScheduleRef = { id: ScheduleId, };

/**
 * The traces of a removed schedule.
 */
export type ScheduleRemoved = { 
/**
 * Windows that could not be withdrawn, or not yet, and until when they may dial.
 */
still_dialling?: Array<FailedWindow>, 
/**
 * Windows of it that had begun, by hand or by themselves: they go on until their ends, unless they are stopped.
 */
going_on?: Array<FailedWindow>, };

export type ScheduleSave = { 
/**
 * Absent: a new one.
 */
id?: ScheduleId | null, connection?: ConnectionId | null, draft: ScheduleDraft, 
/**
 * Kept without being active: nothing is submitted until it is resumed.
 */
paused?: boolean, 
/**
 * Windows that a person has seen and lets go out; asked for by `needs_confirmation`.
 */
confirmed?: Array<ConfirmedWindow>, };

export type ScheduleState = "active" | "paused" | "done";

export type SecretStore = { kind: SecretStoreKind, usable: boolean, 
/**
 * In words: what is in use, or why it is not usable and what to do.
 */
words: string, };

/**
 * Where secrets are kept.
 */
export type SecretStoreKind = "keyring" | "session" | "file";

/**
 * Chooses the store; `file` needs the passphrase.
 */
export type SecretStoreUse = { kind: SecretStoreKind, passphrase?: SecretText | null, };

/**
 * A secret on its way to the secret store: never shown by `Debug`, never answered by a command, except once
 * where it was made here.
 */
export type SecretText = string;

/**
 * A signed nonce that was sent to the listener's public address, or where there is none to its own.
 */
export type SelfTest = { at: string, url: string, came_back: boolean, took_ms: number | null, 
/**
 * What happened, and what to do where it did not come back.
 */
words: string, };

export type Setting = { 
/**
 * E.g. `run.poll_seconds`.
 */
key: string, value: unknown, default: unknown, 
/**
 * What it does, with its unit and bounds.
 */
words: string, unit: string | null, min: number | null, max: number | null, };

export type SettingSet = { key: string, value: unknown, };

export type Severity = "low" | "medium" | "high" | "critical";

/**
 * Who is told of events of each severity.
 */
export type SeverityRoute = { severity: Severity, 
/**
 * A line behind the bell.
 */
in_app: boolean, 
/**
 * A notification of the desktop.
 */
desktop: boolean, 
/**
 * Endpoints that get `disposition.routed` of this severity: those that were chosen, also while they are off; or all
 * that listen now.
 */
endpoints: Array<EndpointId>, 
/**
 * Nobody has chosen any: all that listen, also those that are added later.
 */
every?: boolean | null, 
/**
 * The stream `callboard:events:{severity}`.
 */
redis: boolean, 
/**
 * Why there is no Redis stream yet.
 */
redis_because: string | null, 
/**
 * Events of this severity that nobody was told of, over the last 30 days.
 */
unheard: number, };

export type SeverityRouteSet = { connection?: ConnectionId | null, severity: Severity, in_app: boolean, desktop: boolean, 
/**
 * Absent: as it is. Where all that listen are told, naming just those leaves it so, unless `every` is false.
 */
endpoints?: Array<EndpointId> | null, 
/**
 * True: all that listen, also those that are added later; false: those that are named.
 */
every?: boolean | null, };

/**
 * The time since which polls have told nothing.
 */
export type Silence = { 
/**
 * The first poll that failed.
 */
since: string, 
/**
 * Why the last one failed.
 */
words: string, };

/**
 * Who may send events here.
 */
export type Source = { id: SourceId, name: string, kind: SourceKind, connection: ConnectionId, connection_name: string, 
/**
 * `/webhook/call-result`, or `/webhook/call-result/NAME` for a second one of the kind.
 */
path: string, auth: SourceAuth, 
/**
 * How far a signature's time may lie from now, in seconds.
 */
tolerance_seconds: number, enabled: boolean, 
/**
 * Whether its secret is in the secret store; true where it needs none.
 */
has_secret: boolean, 
/**
 * After a rotation the old secret is taken until then.
 */
old_secret_until: string | null, created_at: string, 
/**
 * The newest request that proved who it is, also where it was a repetition or refused.
 */
last_seen: string | null, 
/**
 * The newest time during which nothing could be heard although this source was set up.
 */
gap: ListenerGap | null, 
/**
 * Over the last 24 hours.
 */
received: number, repeated: number, refused: Array<RefusalCount>, };

/**
 * How a source proves who it is.
 */
export type SourceAuth = "signature" | "bearer" | "none";

/**
 * Who may send events here.
 */
export type SourceId = string;

/**
 * What a source sends; each kind has a path and a body of its own (contract §4).
 */
export type SourceKind = "call-result" | "data-action" | "callback" | "event";

export type SourceRef = { id: SourceId, };

/**
 * Makes a new secret; the old one is taken for so many hours more (0: it ends at once).
 */
export type SourceRotate = { id: SourceId, 
/**
 * 0 to 168; absent: 24.
 */
keep_old_hours?: number | null, };

/**
 * Adds a source, or changes the one named by `id`; kind and path of one that exists stay.
 */
export type SourceSave = { id?: SourceId | null, name: string, kind: SourceKind, connection: ConnectionId, auth: SourceAuth, 
/**
 * Absent: 300.
 */
tolerance_seconds?: number | null, enabled: boolean, 
/**
 * `whsec_…`, or for `bearer` a token of 24 to 256 visible characters; absent: one is made, or the old one kept.
 */
secret?: SecretText | null, };

/**
 * The secret is shown once, when it was made here.
 */
export type SourceSaved = { source: Source, secret: SecretText | null, 
/**
 * After a rotation: which secrets are taken, and until when.
 */
in_force?: string | null, };

/**
 * One switch of a source; what somebody else changes of it meanwhile stays.
 */
export type SourceSetEnabled = { id: SourceId, enabled: boolean, };

export type Stall = { since: string, cause: StallCause, words: string, };

export type StallCause = "outside_hours" | "not_started_at_tenant" | "no_agents" | "tenant_unreachable" | "throttled" | "credentials" | "figures_went_backwards" | "unknown";

/**
 * A later start. A wall time is made an instant by the engine alone: only its zone data counts.
 */
export type StartAt = { "at": "instant", instant: string, } | { "at": "in", minutes: number, } | { "at": "local" } & WallTime;

/**
 * Health of everything, versions, and what is waiting and why.
 */
export type Status = { version: string, sqlite_version: string, data_dir: string, database_bytes: number, zones: ZoneData, phone_release: string, rules_version: string, secret_store: SecretStore, waiting: Array<WaitingTasks>, trouble: Array<Trouble>, 
/**
 * Of the troubles, what stands still in the program itself.
 */
standing_still: Array<Trouble>, 
/**
 * Address of the HTTP door, where one is open.
 */
http: string | null, 
/**
 * Whose certificate authorities are trusted, in words.
 */
certificates?: string | null, started_at: string, };

export type StepState = "done" | "waiting" | "failed" | "skipped";

export type StopNow = { connection?: ConnectionId | null, campaign_id: string, };

/**
 * What "stop now" could withdraw, a zone a window, and what still dials.
 */
export type StopReport = { withdrawn: Array<string>, still_dialling: Array<FailedWindow>, 
/**
 * Why the tenant's own list could not be read: what was not made here may stand there.
 */
unread?: string, 
/**
 * Starts of the stopped runs that were still to come and do not happen either.
 */
cancelled?: number, };

/**
 * What is to be submitted: a saved schedule, or one that is not saved.
 */
export type SubmitArgs = { connection?: ConnectionId | null, schedule?: ScheduleId | null, draft?: ScheduleDraft | null, 
/**
 * Start in 5 s wherever it is legal now, rather than at the next fire.
 */
now?: boolean, };

/**
 * What came of a submission; partial failure is visible and can be repeated without doubles.
 */
export type SubmitReport = { run_id: RunId, submitted: Array<SubmittedWindow>, failed: Array<FailedWindow>, refused: Array<RefusedWindow>, contacts: ContactTotals, 
/**
 * What the verdicts rest on: states with federal hours only, defaults of the house, holidays that are not known.
 */
warnings?: Array<string>, 
/**
 * Starts of the schedule that a start now covers: they do not happen again.
 */
passed_over?: Array<PassedOver>, };

export type SubmittedWindow = { zone: string, 
/**
 * The tenant's id.
 */
schedule_id: string, start: string, end: string, };

export type Support = "native" | "emulated" | "absent" | "unknown";

/**
 * How the client proves itself at the token endpoint.
 */
export type TokenStyle = "form" | "basic" | "json";

/**
 * What a read shows and a write changes. A cache keeps the answer of a read until one of its topics is
 * named by a write or by [`crate::Event::Changed`].
 */
export type Topic = "connections" | "health" | "contacts" | "schedules" | "missed" | "runs" | "deliveries" | "listener" | "inbox" | "dispositions" | "dnc" | "audit" | "rules" | "settings" | "secrets" | "notices";

/**
 * One event from its arrival to its last effect, or one delivery with what caused it.
 */
export type Trace = { row: TrafficRow, 
/**
 * In the order in which they happen; those to come have no time.
 */
steps: Array<TraceStep>, 
/**
 * The bytes, numbers masked; absent once they were dropped (`event.body_days`) or erased.
 */
body: string | null, bytes: number, 
/**
 * The sender's own id of it: `webhook-id`, or a digest where it sends none.
 */
sender_id: string | null, 
/**
 * Where it goes out: all tries.
 */
delivery: Delivery | null, 
/**
 * What it caused, or what caused it.
 */
related: Array<TrafficRow>, };

export type TraceKind = "received" | "committed" | "decided" | "effect" | "routed" | "announced" | "tried" | "delivered" | "refused";

export type TraceStep = { kind: TraceKind, state: StepState, at: string | null, 
/**
 * One sentence.
 */
words: string, 
/**
 * A place in the window.
 */
link: string | null, };

export type TrafficList = { direction?: Direction | null, state?: TrafficState | null, kind?: string | null, 
/**
 * Id of a source or an endpoint.
 */
party?: string | null, 
/**
 * The beginning of a contact id or of the sender's own id; numbers are found by all their digits.
 */
q?: string | null, since?: string, after?: string | null, limit?: number | null, 
/**
 * Phone numbers whole; the audit log tells of it.
 */
reveal?: boolean | null, };

export type TrafficRef = { id: string, 
/**
 * Phone numbers whole; the audit log tells of it.
 */
reveal?: boolean | null, };

/**
 * Brings dead letters back: those named, and all of a cause.
 */
export type TrafficReplay = { ids: Array<string>, cause?: DeadCauseRef | null, };

/**
 * One line of the list: an event that came in, or a delivery that goes out.
 */
export type TrafficRow = { 
/**
 * `evt_…`, `ref_…` (refused) or `msg_…`.
 */
id: string, direction: Direction, 
/**
 * When it came in, or was written to be sent.
 */
at: string, 
/**
 * `call-result`, `data-action`, `callback`, `event`; or the name of an outgoing event.
 */
kind: string, 
/**
 * Name of its source or endpoint.
 */
party: string, 
/**
 * Id of its source or endpoint, for filters.
 */
party_id: string, state: TrafficState, 
/**
 * What it is about: a contact, a masked number, a run.
 */
about: string, 
/**
 * Why it is as it is, e.g. the reason of a refusal or the last try's words.
 */
words: string | null, };

/**
 * How far an event or a delivery got.
 */
export type TrafficState = "received" | "kept" | "done" | "unmapped" | "held" | "late" | "superseded" | "refused" | "dead" | "waiting" | "delivered";

export type TriedChange = { from: string, from_severity: Severity, to: string, to_severity: Severity, 
/**
 * What one category does more and less than it did: `also suppress_number; no more notify`; and that the number goes
 * on the do-not-call list because of an event that does not count for the contact.
 */
what?: string | null, contacts: number, };

export type TriedRow = { 
/**
 * `evt_…`: the contact's newest event; where that stays as it was, the one that puts its number on the list.
 */
event: string, contact: string, code: string, at: string, from: string, to: string, };

/**
 * Something is wrong with the program itself.
 */
export type Trouble = { what: string, since: string, to_do: string, };

export type UnmappedCode = { code: string, events: number, contacts: number, 
/**
 * How many of its events are held.
 */
held: number, first: string, last: string, 
/**
 * What the sender called it last.
 */
call_result: string | null, };

/**
 * What happens to an event whose code is not in the map.
 */
export type UnmappedPolicy = "write" | "hold";

export type UnmappedPolicySet = { connection?: ConnectionId | null, policy: UnmappedPolicy, };

export type Verdict = "legal" | "clamped" | "refused";

/**
 * Durable tasks of one kind that are not done.
 */
export type WaitingTasks = { kind: string, waiting: number, dead: number, oldest: string | null, next: string | null, last_error: string | null, };

/**
 * A time as the clocks of a zone show it.
 */
export type WallTime = { 
/**
 * `2026-11-24T14:05`.
 */
time: string, zone: string, };

export type WindowCounts = { planned: number, submitted: number, open: number, ended: number, 
/**
 * Failed, unknown or stuck: waits for a decision or a reading.
 */
trouble: number, withdrawn: number, refused: number, };

/**
 * One campaign, one zone, one start.
 */
export type WindowId = string;

/**
 * States of a window: planned → sending → submitted → begun → ended, and what can go wrong on the way.
 */
export type WindowState = "planned" | "sending" | "submitted" | "begun" | "ended" | "refused" | "failed" | "unknown" | "withdrawing" | "withdrawn" | "stuck";

/**
 * Which zone data the program computes with.
 */
export type ZoneData = { 
/**
 * IANA release, e.g. `2026e`.
 */
release: string, 
/**
 * `system`, `jiff` or `chrono-tz`.
 */
source: string, 
/**
 * Zones in which chrono-tz, which only gives names, differs from now on.
 */
differs_from_names: Array<string>, };

/**
 * Where a contact's zone came from.
 */
export type ZoneSource = "contact" | "state" | "number";
