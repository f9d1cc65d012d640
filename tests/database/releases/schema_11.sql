BEGIN TRANSACTION;
CREATE TABLE announcement (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, queue TEXT NOT NULL, at_us INTEGER NOT NULL,
            low_s INTEGER NOT NULL, high_s INTEGER NOT NULL, first INTEGER NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID;
INSERT INTO "announcement" VALUES('1-1',0,'sales',3500000,0,60,1);
CREATE TABLE answer (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
            at_us INTEGER NOT NULL, queue TEXT NOT NULL, agent TEXT NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID;
INSERT INTO "answer" VALUES('1-1',0,'csat','4',7,'sales','anna');
CREATE TABLE conversation (
            id TEXT PRIMARY KEY, sequence INTEGER NOT NULL,
            direction TEXT NOT NULL, source TEXT NOT NULL,
            number TEXT NOT NULL, trunk TEXT NOT NULL, party TEXT NOT NULL, leg TEXT NOT NULL,
            plan_version TEXT NOT NULL, boot_id TEXT NOT NULL,
            arrived_utc_ms INTEGER NOT NULL, arrived_us INTEGER NOT NULL,
            ended_us INTEGER NOT NULL,
            outcome TEXT NOT NULL, ended_by TEXT NOT NULL,
            cause INTEGER NOT NULL, sip INTEGER NOT NULL, marks TEXT NOT NULL,
            queue TEXT NOT NULL, agent TEXT NOT NULL,
            wait_us INTEGER NOT NULL, talk_us INTEGER NOT NULL
        , origin TEXT NOT NULL DEFAULT '');
INSERT INTO "conversation" VALUES('1-1',1,'in','journal','+49301234567','carrier','p1','leg-1-1','p1','boot',1760000400000,1000000,40000000,'answered','far',16,0,'["adopted"]','sales','anna',7000000,30000000,'');
INSERT INTO "conversation" VALUES('1-2',2,'in','journal','+49301234567','carrier','','leg-1-2','p1','boot',1760001300000,1000000,33000000,'abandoned','far',16,0,'[]','sales','',30000000,0,'');
INSERT INTO "conversation" VALUES('1-3',3,'in','journal','+49301234567','carrier','','leg-1-3','p1','boot',1760002200000,1000000,40000000,'answered','far',16,0,'[]','support','ben',7000000,30000000,'');
INSERT INTO "conversation" VALUES('1-4',4,'callback','journal','+49301234567','carrier','','leg-1-4','p1','boot',1760002400000,1000000,21000000,'answered','far',16,0,'[]','sales','anna',0,20000000,'1-2');
CREATE TABLE leg_quality (
            leg TEXT PRIMARY KEY, conversation TEXT NOT NULL, agent TEXT NOT NULL,
            device TEXT NOT NULL, source TEXT NOT NULL,
            start_utc_ms INTEGER NOT NULL, end_utc_ms INTEGER NOT NULL, codec TEXT NOT NULL,
            packets_in INTEGER NOT NULL, lost_in INTEGER NOT NULL,
            packets_out INTEGER NOT NULL, lost_out INTEGER NOT NULL,
            jitter_in_us INTEGER NOT NULL, jitter_out_us INTEGER NOT NULL,
            round_trip_us INTEGER NOT NULL, mos_in REAL NOT NULL, mos_out REAL NOT NULL,
            fault TEXT NOT NULL, sequence INTEGER NOT NULL
        );
INSERT INTO "leg_quality" VALUES('1-3','1-1','anna','anna/desk','call',1760000405000,1760000465000,'alaw',2910,90,2990,10,21000,4000,82000,4.01,4.31,'',6);
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO "meta" VALUES('schema',11);
INSERT INTO "meta" VALUES('drained_to',7);
CREATE TABLE offer (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, id TEXT NOT NULL,
            agent TEXT NOT NULL, device TEXT NOT NULL, queue TEXT NOT NULL,
            offered_us INTEGER NOT NULL, ringing_us INTEGER NOT NULL,
            answered_us INTEGER NOT NULL, ended_us INTEGER NOT NULL,
            result TEXT NOT NULL, cause INTEGER NOT NULL, sip INTEGER NOT NULL, why TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID;
INSERT INTO "offer" VALUES('1-1',0,'o1','anna','anna/desk','sales',5000000,5100000,8000000,8000000,'accepted',0,0,'');
INSERT INTO "offer" VALUES('1-1',1,'o0','ben','ben/desk','sales',5000000,5100000,0,8000000,'timeout',0,0,'');
CREATE TABLE segment (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, kind TEXT NOT NULL,
            start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,
            queue TEXT NOT NULL, agent TEXT NOT NULL, steps TEXT NOT NULL, party TEXT NOT NULL DEFAULT '', others TEXT NOT NULL DEFAULT '[]',
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID;
INSERT INTO "segment" VALUES('1-1',0,'menu',1000000,3000000,'','','["start"]','','[]');
INSERT INTO "segment" VALUES('1-1',1,'queue',3000000,10000000,'sales','','[]','','[]');
INSERT INTO "segment" VALUES('1-1',2,'talk',10000000,40000000,'sales','anna','[]','','[]');
INSERT INTO "segment" VALUES('1-2',0,'menu',1000000,3000000,'','','["start"]','','[]');
INSERT INTO "segment" VALUES('1-2',1,'queue',3000000,33000000,'sales','','[]','','[]');
INSERT INTO "segment" VALUES('1-3',0,'menu',1000000,3000000,'','','["start"]','','[]');
INSERT INTO "segment" VALUES('1-3',1,'queue',3000000,10000000,'support','','[]','','[]');
INSERT INTO "segment" VALUES('1-3',2,'talk',10000000,40000000,'support','ben','[]','','[]');
INSERT INTO "segment" VALUES('1-4',0,'talk',1000000,21000000,'sales','anna','[]','','[]');
CREATE TABLE stretch (
            agent TEXT NOT NULL, presence TEXT NOT NULL, reason TEXT NOT NULL,
            paid INTEGER NOT NULL, productive INTEGER NOT NULL, boot_id TEXT NOT NULL,
            start_utc_ms INTEGER NOT NULL, start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,
            sequence INTEGER NOT NULL, PRIMARY KEY (agent, boot_id, start_us)
        );
INSERT INTO "stretch" VALUES('anna','ready','',1,1,'boot',1760000400000,1000000,3601000000,7);
CREATE TABLE watch (
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, supervisor TEXT NOT NULL, agent TEXT NOT NULL,
            mode TEXT NOT NULL, start_us INTEGER NOT NULL, end_us INTEGER NOT NULL,
            leg TEXT NOT NULL, "by" TEXT NOT NULL,
            PRIMARY KEY (conversation, position)
        ) WITHOUT ROWID;
INSERT INTO "watch" VALUES('1-1',0,'carla','anna','listen',1,2,'1-9','key');
CREATE TABLE wrap_up (
            offer TEXT PRIMARY KEY, sequence INTEGER NOT NULL, conversation TEXT NOT NULL,
            agent TEXT NOT NULL, queue TEXT NOT NULL, mode TEXT NOT NULL,
            boot_id TEXT NOT NULL, start_utc_ms INTEGER NOT NULL,
            start_us INTEGER NOT NULL, end_us INTEGER NOT NULL, ended_by TEXT NOT NULL,
            disposition TEXT NOT NULL, disposition_name TEXT NOT NULL, missing INTEGER NOT NULL
        );
INSERT INTO "wrap_up" VALUES('o1',5,'1-1','anna','sales','timed','boot',1760000440000,40000000,52000000,'time','11','order / new order',0);
CREATE INDEX conversation_arrived ON conversation (arrived_utc_ms);
CREATE INDEX conversation_party ON conversation (party, arrived_utc_ms);
CREATE INDEX wrap_up_conversation ON wrap_up (conversation);
CREATE INDEX leg_quality_conversation ON leg_quality (conversation);
CREATE INDEX leg_quality_agent ON leg_quality (agent, start_utc_ms);
CREATE INDEX stretch_started ON stretch (start_utc_ms);
COMMIT;
