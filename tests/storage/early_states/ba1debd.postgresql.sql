CREATE TABLE alert (
    id SERIAL NOT NULL,
    team VARCHAR NOT NULL,
    program VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    episode INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    owner VARCHAR,
    days INTEGER NOT NULL,
    sentence VARCHAR NOT NULL,
    chain TEXT NOT NULL,
    facts TEXT NOT NULL,
    notice VARCHAR,
    channels TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_alert PRIMARY KEY (id)
);
CREATE INDEX ix_alert_notice ON alert (team, notice);
CREATE INDEX ix_alert_open ON alert (team, program, closed_at);
CREATE UNIQUE INDEX ux_alert_episode ON alert (team, key, episode);
CREATE TABLE analysis (
    team VARCHAR NOT NULL,
    program VARCHAR NOT NULL,
    day DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT pk_analysis PRIMARY KEY (team, program, day)
);
CREATE TABLE audit (
    id SERIAL NOT NULL,
    team VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    before TEXT,
    after TEXT,
    source VARCHAR NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE INDEX ix_audit_at ON audit (team, at);
CREATE INDEX ix_audit_subject ON audit (team, kind, subject, id);
CREATE TABLE capture_rule (
    team VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    by VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_capture_rule PRIMARY KEY (team, kind, key)
);
CREATE TABLE channel (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    is_private BOOLEAN NOT NULL,
    is_external BOOLEAN NOT NULL,
    is_archived BOOLEAN NOT NULL,
    has_bot BOOLEAN NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_channel PRIMARY KEY (team, id)
);
CREATE TABLE channel_link (
    team VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_channel_link PRIMARY KEY (team, channel, subject, purpose)
);
CREATE TABLE channel_member (
    team VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    "user" VARCHAR NOT NULL,
    CONSTRAINT pk_channel_member PRIMARY KEY (team, channel, "user")
);
CREATE TABLE claim (
    team VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    slot VARCHAR NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claim PRIMARY KEY (team, name, slot)
);
CREATE TABLE counter (
    team VARCHAR NOT NULL,
    prefix VARCHAR NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_counter PRIMARY KEY (team, prefix)
);
CREATE TABLE edition (
    team VARCHAR NOT NULL,
    program VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    audience VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    facts TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by VARCHAR NOT NULL,
    CONSTRAINT pk_edition PRIMARY KEY (team, program, period, channel, revision)
);
CREATE TABLE fit (
    id SERIAL NOT NULL,
    team VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    signs TEXT NOT NULL,
    verdict VARCHAR NOT NULL,
    by VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fit PRIMARY KEY (id)
);
CREATE TABLE follow (
    team VARCHAR NOT NULL,
    "user" VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    mute BOOLEAN NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_follow PRIMARY KEY (team, "user", subject, mute)
);
CREATE TABLE gate (
    team VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_gate PRIMARY KEY (team, name)
);
CREATE TABLE home (
    team VARCHAR NOT NULL,
    "user" VARCHAR NOT NULL,
    edition INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    looked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_home PRIMARY KEY (team, "user")
);
CREATE TABLE inbox (
    id BIGSERIAL NOT NULL,
    team VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    nat_key VARCHAR,
    payload TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    visible_at TIMESTAMP WITH TIME ZONE,
    held BOOLEAN NOT NULL,
    token INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    dead BOOLEAN NOT NULL,
    error TEXT NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (id),
    CONSTRAINT uq_inbox_key UNIQUE (key),
    CONSTRAINT uq_inbox_nat_key UNIQUE (nat_key)
);
CREATE INDEX ix_inbox_held ON inbox (visible_at) WHERE held;
CREATE INDEX ix_inbox_visible_at ON inbox (visible_at);
CREATE TABLE member (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    zone VARCHAR,
    locale VARCHAR NOT NULL,
    is_admin BOOLEAN NOT NULL,
    is_bot BOOLEAN NOT NULL,
    is_guest BOOLEAN NOT NULL,
    is_foreign BOOLEAN NOT NULL,
    deleted BOOLEAN NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    own_zone VARCHAR,
    noise_budget INTEGER,
    CONSTRAINT pk_member PRIMARY KEY (team, id)
);
CREATE TABLE outbox (
    seq BIGSERIAL NOT NULL,
    id VARCHAR NOT NULL,
    key TEXT NOT NULL,
    kind VARCHAR NOT NULL,
    priority INTEGER NOT NULL,
    team VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    thread_ts VARCHAR NOT NULL,
    payload TEXT NOT NULL,
    after TEXT,
    state VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    visible_at TIMESTAMP WITH TIME ZONE,
    token INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    first_attempt_at TIMESTAMP WITH TIME ZONE,
    repeat BOOLEAN NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    slack_channel VARCHAR,
    slack_ts VARCHAR,
    error TEXT NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (seq),
    CONSTRAINT uq_outbox_id UNIQUE (id),
    CONSTRAINT uq_outbox_key UNIQUE (key)
);
CREATE INDEX ix_outbox_conversation ON outbox (team, channel, kind, thread_ts, seq) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX ix_outbox_state_visible_at ON outbox (state, visible_at);
CREATE TABLE ping (
    key VARCHAR NOT NULL,
    team VARCHAR NOT NULL,
    "user" VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    line VARCHAR NOT NULL,
    held BOOLEAN NOT NULL,
    CONSTRAINT pk_ping PRIMARY KEY (key)
);
CREATE INDEX ix_ping_held ON ping (held, team);
CREATE INDEX ix_ping_person ON ping (team, "user", at);
CREATE TABLE program (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    start DATE NOT NULL,
    data_date DATE,
    zone VARCHAR NOT NULL,
    country VARCHAR,
    workdays TEXT NOT NULL,
    holidays TEXT NOT NULL,
    extra TEXT NOT NULL,
    manager VARCHAR,
    targets TEXT NOT NULL,
    digest_paused BOOLEAN NOT NULL,
    more TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_program PRIMARY KEY (team, id)
);
CREATE TABLE project_colour (
    team VARCHAR NOT NULL,
    project VARCHAR NOT NULL,
    colour VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    seen TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_project_colour PRIMARY KEY (team, project)
);
CREATE TABLE proposal (
    id SERIAL NOT NULL,
    team VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    part INTEGER NOT NULL,
    author VARCHAR NOT NULL,
    asked VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    ts VARCHAR NOT NULL,
    thread_ts VARCHAR,
    permalink VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    restricted BOOLEAN NOT NULL,
    said TEXT NOT NULL,
    choices TEXT NOT NULL,
    state VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_by VARCHAR,
    CONSTRAINT pk_proposal PRIMARY KEY (id)
);
CREATE INDEX ix_proposal_author ON proposal (team, author, origin, at);
CREATE INDEX ix_proposal_due ON proposal (state, expires_at);
CREATE UNIQUE INDEX ux_proposal_message ON proposal (team, channel, ts, origin, kind, part);
CREATE TABLE role (
    team VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    "user" VARCHAR NOT NULL,
    delegate VARCHAR,
    delegate_until DATE,
    CONSTRAINT pk_role PRIMARY KEY (team, scope, role, "user")
);
CREATE TABLE update (
    id SERIAL NOT NULL,
    team VARCHAR NOT NULL,
    project VARCHAR,
    subject VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    part INTEGER NOT NULL,
    author VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    ts VARCHAR NOT NULL,
    thread_ts VARCHAR,
    text VARCHAR NOT NULL,
    permalink VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    state VARCHAR NOT NULL,
    undo TEXT NOT NULL,
    restricted BOOLEAN NOT NULL,
    source_deleted BOOLEAN NOT NULL,
    CONSTRAINT pk_update PRIMARY KEY (id)
);
CREATE INDEX ix_update_project ON update (team, project, id);
CREATE UNIQUE INDEX ux_update_message ON update (team, channel, ts, kind, part);
CREATE TABLE workspace (
    team VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    bot_user VARCHAR NOT NULL,
    installed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_workspace PRIMARY KEY (team)
);
CREATE TABLE project (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    program VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    lead VARCHAR,
    goals TEXT NOT NULL,
    reported VARCHAR,
    reported_by VARCHAR,
    reported_why VARCHAR NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_project PRIMARY KEY (team, id),
    CONSTRAINT fk_project_team_program_program FOREIGN KEY(team, program) REFERENCES program (team, id)
);
CREATE TABLE milestone (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    project VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    owner VARCHAR,
    role VARCHAR NOT NULL,
    duration INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    baseline DATE,
    committed DATE,
    forecast DATE,
    actual DATE,
    not_before DATE,
    optimistic INTEGER,
    pessimistic INTEGER,
    aliases TEXT NOT NULL,
    computed DATE,
    source_channel VARCHAR,
    restricted BOOLEAN NOT NULL,
    touched_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_milestone PRIMARY KEY (team, id),
    CONSTRAINT fk_milestone_team_project_project FOREIGN KEY(team, project) REFERENCES project (team, id)
);
CREATE INDEX ix_milestone_owner ON milestone (team, owner);
CREATE INDEX ix_milestone_project ON milestone (team, project);
CREATE TABLE blocker (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    milestone VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    needs VARCHAR,
    needed_by DATE,
    upstream VARCHAR,
    raised_by VARCHAR NOT NULL,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    resolved_by VARCHAR,
    resolved_at TIMESTAMP WITH TIME ZONE,
    source VARCHAR NOT NULL,
    source_channel VARCHAR,
    restricted BOOLEAN NOT NULL,
    CONSTRAINT pk_blocker PRIMARY KEY (team, id),
    CONSTRAINT fk_blocker_team_milestone_milestone FOREIGN KEY(team, milestone) REFERENCES milestone (team, id)
);
CREATE INDEX ix_blocker_milestone ON blocker (team, milestone);
CREATE TABLE dependency (
    team VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    provider VARCHAR NOT NULL,
    consumer VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    lag INTEGER NOT NULL,
    strength VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    provider_user VARCHAR,
    consumer_user VARCHAR,
    need_by DATE,
    offered DATE,
    asked VARCHAR,
    answer_by DATE,
    version INTEGER NOT NULL,
    question INTEGER NOT NULL,
    kept BOOLEAN,
    reason VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state_by VARCHAR,
    CONSTRAINT pk_dependency PRIMARY KEY (team, id),
    CONSTRAINT fk_dependency_team_consumer_milestone FOREIGN KEY(team, consumer) REFERENCES milestone (team, id),
    CONSTRAINT fk_dependency_team_provider_milestone FOREIGN KEY(team, provider) REFERENCES milestone (team, id)
);
CREATE INDEX ix_dependency_consumer ON dependency (team, consumer);
CREATE UNIQUE INDEX ux_dependency_pair ON dependency (team, provider, consumer, type);
CREATE TABLE forecast (
    id SERIAL NOT NULL,
    team VARCHAR NOT NULL,
    milestone VARCHAR NOT NULL,
    day DATE,
    kind VARCHAR NOT NULL,
    by VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    confidence INTEGER,
    CONSTRAINT pk_forecast PRIMARY KEY (id),
    CONSTRAINT fk_forecast_team_milestone_milestone FOREIGN KEY(team, milestone) REFERENCES milestone (team, id)
);
CREATE INDEX ix_forecast_milestone ON forecast (team, milestone, id);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO alembic_version VALUES ('0001');
