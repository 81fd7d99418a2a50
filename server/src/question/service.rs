//! The service: each RPC says who calls, then hands over to the file that does it.

mod answer;
mod ask;
mod behind;
pub(super) mod personal;
mod search;
mod view;

use std::sync::Arc;

use proto::v1::question_service_server::QuestionService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::rules::{self, Part, Step};
use super::store::{self, question};
use super::{path, terms, topic};
use crate::app::App;
use crate::auth::{Caller, caller};
use crate::db::parse_id;
use crate::error::{Error, Result};
use crate::live::{Act, Audience};

/// Characters of a subject at most.
const SUBJECT: usize = 200;
/// Characters of what is asked at most.
const TEXT: usize = 5_000;
/// Characters of a few sentences at most.
const NOTE: usize = 1_000;
/// Characters of an answer at most.
const ANSWER: usize = 20_000;

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

/// What the caller is to a question.
pub(super) fn part(caller: &Caller, row: &question::Model) -> Part {
    Part {
        is_centre: caller.function == Function::Centre,
        is_addressee: caller.is_of(row.addressee_id),
        is_animator: caller.is_animator(),
    }
}

/// Whether the caller reads a question at all.
pub(super) fn may_read(caller: &Caller, row: &question::Model) -> bool {
    part(caller, row).may_see() || row.answered_at.is_some()
}

impl Service {
    /// A question that the caller may read, locked until the commit.
    async fn locked(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<question::Model> {
        let row = store::locked(tx, parse_id(id)?).await?;
        row.filter(|row| may_read(caller, row)).ok_or(Error::Missing)
    }

    /// The same, asked of the caller's organisation.
    async fn asked(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<question::Model> {
        let row = self.locked(tx, caller, id).await?;
        if part(caller, &row).is_addressee {
            Ok(row)
        } else {
            Err(Error::Denied(Reason::NotAllowed))
        }
    }
}

/// The state after a step, of a question as the caller saw it.
fn step(row: &question::Model, step: Step, version: i32) -> Result<i32> {
    let next = rules::next(row.state(), step, row.answered_at.is_some());
    let next = next.ok_or(Error::NotNow(Reason::QuestionState))?;
    if version == row.version {
        Ok(next as i32)
    } else {
        Err(Error::Changed)
    }
}

/// The centres behind a question, and the addressee.
async fn concerned(tx: &impl ConnectionTrait, row: &question::Model) -> Result<Audience> {
    let centres = store::centres(tx, row.id).await?.into_iter();
    let centres = centres.map(|centre| centre.organisation_id);
    Ok(Audience::Organisations(
        centres.chain([row.addressee_id]).collect(),
    ))
}

fn act<'a>(rpc: &'static str, kind: ActivityKind, row: &'a question::Model, audience: Audience) -> Act<'a> {
    Act {
        audience,
        topic: Some(topic(row.id)),
        ..Act::told(rpc, kind, &row.subject, path(row.id))
    }
}

type Answer<T> = std::result::Result<Response<T>, Status>;

#[tonic::async_trait]
impl QuestionService for Service {
    async fn list_questions(&self, request: Request<ListQuestionsRequest>) -> Answer<ListQuestionsResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(self.list(&caller, request.into_inner()).await?))
    }

    async fn get_question(&self, request: Request<GetQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        let id = parse_id(&request.into_inner().id)?;
        Ok(Response::new(self.view(&caller, id).await?))
    }

    async fn find_similar_questions(
        &self,
        request: Request<FindSimilarQuestionsRequest>,
    ) -> Answer<FindSimilarQuestionsResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(self.similar(&caller, request.into_inner()).await?))
    }

    async fn search_answers(&self, request: Request<SearchAnswersRequest>) -> Answer<SearchAnswersResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(self.answers(&caller, request.into_inner()).await?))
    }

    async fn check_personal_data(
        &self,
        request: Request<CheckPersonalDataRequest>,
    ) -> Answer<CheckPersonalDataResponse> {
        caller(&request)?;
        Ok(Response::new(personal::marked(&request.into_inner())?))
    }

    async fn create_question(&self, request: Request<CreateQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        Ok(Response::new(self.create(&caller, request.into_inner()).await?))
    }

    async fn update_question(&self, request: Request<UpdateQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        Ok(Response::new(self.update(&caller, request.into_inner()).await?))
    }

    async fn join_question(&self, request: Request<JoinQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        Ok(Response::new(self.join(&caller, request.into_inner()).await?))
    }

    async fn leave_question(&self, request: Request<LeaveQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        Ok(Response::new(self.leave(&caller, request.into_inner()).await?))
    }

    async fn take_question(&self, request: Request<TakeQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        Ok(Response::new(self.take(&caller, request.into_inner()).await?))
    }

    async fn answer_question(&self, request: Request<AnswerQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        Ok(Response::new(self.answer(&caller, request.into_inner()).await?))
    }

    async fn close_question(&self, request: Request<CloseQuestionRequest>) -> Answer<Question> {
        let caller = caller(&request)?;
        Ok(Response::new(self.close(&caller, request.into_inner()).await?))
    }
}
