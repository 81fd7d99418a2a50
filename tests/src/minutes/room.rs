//! A Comité technique that was held, with all that minutes are made of.

use super::*;

pub(super) const CLOSED: &str = "Zxq situation réservée";
pub(super) const CLOSED_NOTE: &str = "Zxq note réservée";
pub(super) const CLOSED_DECISION: &str = "Zxq décision réservée";

/// What minutes are made of, and the people around them.
pub(crate) struct Room {
    pub(crate) world: World,
    /// Prepares the meeting.
    pub(crate) animator: Actor,
    /// The closed point concerns it; it attended remotely.
    pub(super) rives: Centre,
    /// Was represented.
    pub(super) guyane: Centre,
    /// Was not there.
    pub(super) absent: Centre,
    pub(crate) meeting: Meeting,
    /// A written consultation of the same kind, open until 25 March.
    pub(super) consultation: Vote,
}

impl Room {
    /// In session on 16 March 2027: a note, a vote, decisions, an action, one closed point.
    pub(super) async fn running() -> Self {
        let world = World::new().await;
        let animator = world.animator().await;
        let consultation = consultation(&animator).await;
        let rives = world.centre("Rives de Loire").await;
        let [guyane, absent] = [world.centre("Guyane").await, world.centre("Mayotte").await];
        let meeting = scenario::committee_tomorrow(&animator).await;
        let closed = AddAgendaItemRequest {
            meeting_id: meeting.id.clone(),
            title: CLOSED.to_owned(),
            minutes: 15,
            purpose: ItemPurpose::Discussion as i32,
            is_closed: true,
            concerned_organisation_ids: vec![rives.id.clone()],
            ..Default::default()
        };
        let meeting = animator
            .meeting()
            .add_agenda_item(closed)
            .await
            .unwrap()
            .into_inner();
        scenario::convene(&animator, &meeting).await;
        scenario::open_session(&world, &animator, &meeting).await;
        let room = Self {
            world,
            animator,
            rives,
            guyane,
            absent,
            meeting,
            consultation,
        };
        room.attend().await;
        room.decide().await;
        room
    }

    /// Held.
    pub(crate) async fn held() -> Self {
        let room = Self::running().await;
        room.close().await;
        room
    }

    /// In review for some days.
    pub(super) async fn reviewed(n_days: i32) -> Self {
        let room = Self::held().await;
        room.start_review(n_days).await.unwrap();
        room
    }

    /// Approved by the written consultation, on 24 March.
    pub(crate) async fn approved() -> Self {
        let room = Self::reviewed(2).await.at("2027-03-24T09:00:00Z").await;
        let id = room.decision_of_consultation().await;
        room.approve(&id).await.unwrap();
        room
    }

    /// Locked, once.
    pub(crate) async fn locked() -> Self {
        let room = Self::approved().await;
        room.lock("").await.unwrap();
        room
    }

    async fn attend(&self) {
        let check_in = CheckInRequest {
            meeting_id: self.meeting.id.clone(),
            code: String::new(),
            is_remote: true,
        };
        self.rives.director.session().check_in(check_in).await.unwrap();
        let request = MeetingRequest {
            id: self.meeting.id.clone(),
        };
        let sheet = self.animator.session().get_attendance(request).await;
        let lines = sheet.unwrap().into_inner().lines;
        let of = |actor: &Actor| {
            let line = lines.iter().find(|line| line.name == actor.me.name);
            line.unwrap().invitee_id.clone()
        };
        for (actor, mode, by) in [
            (&self.guyane.director, AttendanceMode::Represented, "Zoé Invitée"),
            (&self.animator, AttendanceMode::Present, ""),
        ] {
            let request = SetAttendanceRequest {
                meeting_id: self.meeting.id.clone(),
                invitee_id: of(actor),
                mode: mode as i32,
                represented_by: by.to_owned(),
            };
            self.animator.session().set_attendance(request).await.unwrap();
        }
    }

    async fn decide(&self) {
        let [first, closed] = [&self.meeting.items[0].id, &self.meeting.items[3].id];
        self.note(first, "Un **tour** de table.", 0).await;
        self.note(closed, CLOSED_NOTE, 0).await;
        for (item_id, text) in [(closed.as_str(), CLOSED_DECISION), ("", "Remercier les hôtes")] {
            let request = RecordDecisionRequest {
                meeting_id: self.meeting.id.clone(),
                item_id: item_id.to_owned(),
                text: text.to_owned(),
                ..Default::default()
            };
            self.animator.decision().record_decision(request).await.unwrap();
        }
        let vote = CreateVoteRequest {
            meeting_id: self.meeting.id.clone(),
            item_id: first.clone(),
            question: "Tenir une journée à Nantes".to_owned(),
            is_opened_now: true,
            ..Default::default()
        };
        let vote = self
            .animator
            .decision()
            .create_vote(vote)
            .await
            .unwrap()
            .into_inner();
        for (actor, option) in [
            (&self.animator, 1),
            (&self.guyane.director, 1),
            (&self.rives.director, 2),
        ] {
            self.cast(actor, &vote, option).await;
        }
        let request = VoteRequest { id: vote.id };
        self.animator.decision().close_vote(request).await.unwrap();
        let action = AddActionRequest {
            meeting_id: self.meeting.id.clone(),
            item_id: first.clone(),
            text: "Envoyer la liste".to_owned(),
            owner_organisation_id: self.guyane.id.clone(),
            due_on: "2027-05-31".to_owned(),
            ..Default::default()
        };
        self.animator.session().add_action(action).await.unwrap();
    }

    pub(super) async fn close(&self) {
        let request = MeetingRequest {
            id: self.meeting.id.clone(),
        };
        self.animator.session().close_session(request).await.unwrap();
    }

    pub(super) async fn note(&self, item_id: &str, text: &str, version: i32) {
        let request = SaveNoteRequest {
            meeting_id: self.meeting.id.clone(),
            item_id: item_id.to_owned(),
            text: text.to_owned(),
            version,
        };
        self.animator.session().save_note(request).await.unwrap();
    }

    /// Sets the clock; everyone signs in again.
    pub(super) async fn at(mut self, instant: &str) -> Self {
        self.world.clock().set(instant.parse().unwrap());
        self.animator = self.world.animator().await;
        self.rives = self.world.centre("Rives de Loire").await;
        self.guyane = self.world.centre("Guyane").await;
        self.absent = self.world.centre("Mayotte").await;
        self
    }

    /// What the consultation adopted: the animator votes for, then closes it.
    pub(super) async fn decision_of_consultation(&self) -> String {
        self.cast(&self.animator, &self.consultation, 1).await;
        let request = VoteRequest {
            id: self.consultation.id.clone(),
        };
        let closed = self.animator.decision().close_vote(request).await;
        closed.unwrap().into_inner().decision_id
    }

    async fn cast(&self, actor: &Actor, vote: &Vote, option: i32) {
        let ballot = CastBallotRequest {
            vote_id: vote.id.clone(),
            organisation_id: String::new(),
            option,
        };
        actor.decision().cast_ballot(ballot).await.unwrap();
    }

    pub(super) async fn read(&self, actor: &Actor) -> Minutes {
        self.ask(actor, 0).await.unwrap()
    }

    pub(super) async fn ask(&self, actor: &Actor, number: i32) -> Result<Minutes, Status> {
        let request = GetMinutesRequest {
            meeting_id: self.meeting.id.clone(),
            number,
            is_current: false,
        };
        let answer = actor.minutes().get_minutes(request).await;
        answer.map(tonic::Response::into_inner)
    }

    async fn version(&self) -> i32 {
        self.read(&self.animator).await.version
    }

    pub(super) async fn start_review(&self, n_days: i32) -> Result<Minutes, Status> {
        let request = StartReviewRequest {
            meeting_id: self.meeting.id.clone(),
            n_days,
            version: self.version().await,
        };
        let answer = self.animator.minutes().start_review(request).await;
        answer.map(tonic::Response::into_inner)
    }

    pub(super) async fn comment(&self, actor: &Actor, item_id: &str, text: &str) -> Result<Minutes, Status> {
        let request = CommentMinutesRequest {
            meeting_id: self.meeting.id.clone(),
            item_id: item_id.to_owned(),
            text: text.to_owned(),
        };
        let answer = actor.minutes().comment_minutes(request).await;
        answer.map(tonic::Response::into_inner)
    }

    pub(super) async fn approve(&self, decision_id: &str) -> Result<Minutes, Status> {
        let request = ApproveMinutesRequest {
            meeting_id: self.meeting.id.clone(),
            decision_id: decision_id.to_owned(),
            version: self.version().await,
        };
        let answer = self.animator.minutes().approve_minutes(request).await;
        answer.map(tonic::Response::into_inner)
    }

    pub(super) async fn lock(&self, reason: &str) -> Result<Minutes, Status> {
        let request = LockMinutesRequest {
            meeting_id: self.meeting.id.clone(),
            reason: reason.to_owned(),
            version: self.version().await,
        };
        let answer = self.animator.minutes().lock_minutes(request).await;
        answer.map(tonic::Response::into_inner)
    }

    /// The mails whose subject holds these words, oldest first.
    pub(super) async fn mails(&self, words: &str) -> Vec<list_demonstration_mails_response::Mail> {
        let mut mails = self.world.mails().await;
        mails.retain(|mail| mail.subject.contains(words));
        mails
    }

    /// How many people are convened.
    pub(super) async fn meeting_people(&self) -> usize {
        let request = MeetingRequest {
            id: self.meeting.id.clone(),
        };
        let people = self.animator.convocation().get_convocation(request).await;
        people.unwrap().into_inner().invitees.len()
    }

    /// Who reads the closed point.
    pub(crate) fn rives_director(&self) -> &Actor {
        &self.rives.director
    }

    pub(crate) fn path(&self) -> String {
        format!("/minutes/{}", self.meeting.id)
    }
}

/// Rules of the Comité technique without a quorum, and a consultation of its voices.
async fn consultation(animator: &Actor) -> Vote {
    let rules = AdoptRulesRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        effective_on: "2027-03-15".to_owned(),
        text: "Chaque centre a **une voix**.".to_owned(),
        functions: vec![Function::Centre as i32, Function::Animator as i32],
        base: MajorityBase::Expressed as i32,
        majority: Majority::Simple as i32,
        tie: TieRule::Rejected as i32,
        n_proxies: 1,
        quorum_percent: 0,
    };
    animator.decision().adopt_rules(rules).await.unwrap();
    let request = CreateVoteRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        question: "Approuver le compte rendu de la 1re séance".to_owned(),
        is_opened_now: true,
        closes_at: "2027-03-25T18:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let created = animator.decision().create_vote(request).await;
    created.unwrap().into_inner()
}
