//! The roles that calls are made for, by what they do.

use proto::v1::Role;

use super::Who::{self, Only};

pub(super) const ANIMATOR: Who = Only(&[Role::Animator]);
pub(super) const DIRECTOR: Who = Only(&[Role::Director]);
pub(super) const CENTRE: Who = Only(&[Role::Director, Role::Team]);
pub(super) const ANIMATOR_DIRECTOR: Who = Only(&[Role::Animator, Role::Director]);
pub(super) const ANIMATOR_CENTRE: Who = Only(&[Role::Animator, Role::Director, Role::Team]);
pub(super) const ANIMATOR_CENTRES: Who = Only(&[Role::Animator, Role::Director, Role::Team, Role::President]);
pub(super) const CONVENERS: Who = Only(&[Role::Animator, Role::Director, Role::UrbanRenewalAgency]);
/// Who convenes between organisations, or is consulted.
pub(super) const SEARCHERS: Who = Only(&[Role::Animator, Role::UrbanRenewalAgency, Role::OverseasMinistry]);
/// Who writes in the space of the overseas network, and who decides for an organisation there.
pub(super) const OVERSEAS: Who = Only(&[Role::Animator, Role::OverseasMinistry, Role::Director, Role::Team]);
pub(super) const OVERSEAS_DECIDERS: Who = Only(&[Role::Animator, Role::OverseasMinistry, Role::Director]);
pub(super) const ASKERS: Who = Only(&[
    Role::Animator,
    Role::UrbanRenewalAgency,
    Role::OverseasMinistry,
    Role::NationalPartner,
]);
/// Those to whom the activity of centres is known, and the centres.
pub(super) const REPORTED: Who = Only(&[
    Role::Animator,
    Role::UrbanRenewalAgency,
    Role::Director,
    Role::Team,
    Role::President,
]);
pub(super) const WITH_FILES: Who = Only(&[
    Role::Animator,
    Role::Director,
    Role::Team,
    Role::UrbanRenewalAgency,
    Role::OverseasMinistry,
    Role::NationalPartner,
]);
pub(super) const AGENCY: Who = Only(&[Role::UrbanRenewalAgency]);
pub(super) const POLLSTERS: Who = Only(&[Role::Animator, Role::UrbanRenewalAgency]);
pub(super) const WITH_MACHINES: Who = Only(&[
    Role::Animator,
    Role::Director,
    Role::UrbanRenewalAgency,
    Role::OverseasMinistry,
    Role::NationalPartner,
]);

/// Who manages the newsletters of an organisation.
pub(super) const PUBLISHERS: Who = Only(&[
    Role::Animator,
    Role::Director,
    Role::UrbanRenewalAgency,
    Role::OverseasMinistry,
    Role::NationalPartner,
    Role::ElectedAssociation,
]);
