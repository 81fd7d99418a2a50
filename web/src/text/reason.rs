//! Why something was refused.

use proto::v1::Reason;

/// The sentence of a text that has more characters than it may.
pub fn too_long(n: usize, max: usize) -> String {
    let [n, max] = [n, max].map(|n| super::number(i64::try_from(n).unwrap_or(i64::MAX)));
    format!("Trop long\u{a0}: {n} caractères, pour {max} au plus.")
}

/// The sentence of a refusal.
#[expect(clippy::too_many_lines, reason = "one line for each reason")]
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Unspecified => "La demande a été refusée.",
        Reason::Required => "À remplir.",
        Reason::TooLong => "Trop long.",
        Reason::Malformed => "Cette valeur n’a pas la forme attendue.",
        Reason::UnknownValue => "Cette valeur n’est pas l’une de celles proposées.",
        Reason::NotAnEmail => "Ce n’est pas une adresse de courriel, par exemple prenom.nom@exemple.fr.",
        Reason::NotAZone => "Ce n’est pas un fuseau horaire connu.",
        Reason::NotADate => "Ce n’est pas une date, par exemple 4 décembre 2026.",
        Reason::EndBeforeStart => "La fin précède le début.",
        Reason::TooMany => "Il y en a trop.",
        Reason::InThePast => "Cette date est déjà passée.",
        Reason::InTheFuture => "Cette date n’est pas encore venue.",
        Reason::NotASlug => {
            "De 3 à 60 lettres minuscules sans accent, chiffres et traits d’union, par exemple rives-de-loire."
        }
        Reason::SlugTaken => "Cette adresse est déjà celle d’une autre lettre d’information.",
        Reason::NotAColour => "Ce n’est pas une couleur telle que #0f5c5c.",
        Reason::LowContrast => {
            "Cette couleur est trop claire : un texte de cette couleur ne se lirait pas sur fond blanc. Choisissez-la plus sombre."
        }
        Reason::OutOfRange => "Ce nombre est trop petit ou trop grand.",
        Reason::NotAList => "Cette liste n’existe plus.",
        Reason::PublicMailbox => {
            "Une adresse de messagerie grand public ne peut être l’expéditeur\u{a0}: ces courriels seraient refusés. Prenez une adresse du domaine de votre organisation."
        }
        Reason::NotSubscribed => "Cette adresse n’est pas, ou plus, abonnée.",
        Reason::NotALink => "Ce n’est pas une adresse de page, par exemple https://exemple.fr.",
        Reason::YearOutOfRange => "Cette année est hors des limites.",
        Reason::SkippedHour => "Cette heure n’existe pas ce jour-là : les horloges avancent.",
        Reason::TextOrLink => "À remplir, à moins de donner un lien : l’un des deux suffit.",
        Reason::SignInFirst => "Connectez-vous d’abord.",
        Reason::NotAllowed => "Votre fonction ne permet pas cet acte.",
        Reason::LinkExpired => "Ce lien ou ce code n’est plus valable. Demandez-en un nouveau.",
        Reason::TooManyAttempts => {
            "Trop de tentatives en peu de temps. Patientez un moment avant de réessayer."
        }
        Reason::CrossOrigin => "La demande ne venait pas de ce site. Revenez à la page et recommencez.",
        Reason::DemonstrationOnly => "Cela n’existe que dans la démonstration.",
        Reason::TokenScope => "Le jeton d’accès ne donne pas ce droit.",
        Reason::NotFound => "Ce que vous cherchez n’existe pas, n’existe plus ou ne vous est pas ouvert.",
        Reason::ChangedMeanwhile => {
            "Quelqu’un d’autre a modifié ceci entre-temps. Relisez la nouvelle version avant d’enregistrer la vôtre."
        }
        Reason::TemporarilyUnavailable => {
            "Le service est momentanément indisponible. Réessayez dans un instant."
        }
        Reason::Internal => "Une erreur est survenue de notre côté.",
        Reason::BadRequest => "La demande n’est pas valable.",
        Reason::MeetingState => "L’état de la réunion ne le permet pas.",
        Reason::MeetingKind => "Ce type de réunion ne le prévoit pas.",
        Reason::MeetingNotBegun => "La réunion n’a pas encore commencé.",
        Reason::MeetingBegun => "L’heure de la réunion est passée : reportez-la d’abord.",
        Reason::DurationOutOfRange => "Une durée va de 1 à 600 minutes.",
        Reason::ProposalsClosed => "Les points ne peuvent plus être proposés pour cette réunion.",
        Reason::ItemState => "Ce point a déjà reçu une réponse.",
        Reason::AlreadyInvited => "Cette adresse est déjà parmi les convoqués.",
        Reason::NobodyThere => "Personne n’est inscrit pour cette organisation.",
        Reason::GuestCannotLead => {
            "Une personne invitée par son adresse ne peut ni présider ni tenir le secrétariat."
        }
        Reason::AlreadyConvened => "La convocation est déjà partie. Dites si elle doit repartir, et à qui.",
        Reason::NobodyToConvene => "Il n’y a personne à convoquer.",
        Reason::RegistrationNotOpen => "Les inscriptions ne sont pas encore ouvertes.",
        Reason::RegistrationClosed => "Les inscriptions sont closes.",
        Reason::RegistrationExists => "Les inscriptions à cette réunion sont déjà réglées.",
        Reason::RegistrationState => "L’état de cette inscription ne le permet pas.",
        Reason::OfferLapsed => {
            "Le délai pour accepter cette place est passé\u{a0}: elle a été proposée à la personne suivante."
        }
        Reason::WorkshopsOverlap => "Deux de ces ateliers ont lieu en même temps\u{a0}: gardez-en un.",
        Reason::OutsideMeeting => "Cette heure dépasse celles de la réunion.",
        Reason::WorkshopTaken => "Des personnes ont déjà choisi cet atelier.",
        Reason::CapacityTooLow => "Plus de places sont déjà prises.",
        Reason::SensitiveConsentNeeded => {
            "Cochez votre accord, ou laissez vides le repas et l’accessibilité\u{a0}: sans accord, rien n’en est conservé."
        }
        Reason::SessionNotRunning => "La séance n’est pas ouverte.",
        Reason::WrongCheckInCode => "Ce n’est pas le code affiché dans la salle.",
        Reason::NotConvened => "Vous n’êtes pas parmi les personnes convoquées à cette réunion.",
        Reason::NotThere => "Cette personne n’est pas notée présente : l’arrivée se signale d’abord.",
        Reason::ItemTaken => {
            "Ce point a déjà été traité, ou porte une note ou une action : il ne se retire plus."
        }
        Reason::ActionDone => "Cette action est déjà faite.",
        Reason::PollClosed => "Le sondage est clos\u{a0}: il ne reçoit plus de réponse.",
        Reason::TooFewSlots => "Proposez au moins deux créneaux.",
        Reason::SlotTwice => "Ce créneau est déjà proposé.",
        Reason::PollEndsLate => "Le sondage doit se terminer avant le premier créneau.",
        Reason::RoundOver => {
            "La réunion a commencé ou n’aura pas lieu\u{a0}: le tour des centres est terminé."
        }
        Reason::RoundWithoutGroup => "Faites au moins un groupe avant de publier.",
        Reason::NoRules => "Aucun règlement intérieur n’est en vigueur pour ce type de réunion.",
        Reason::VoteState => "L’état du vote ne le permet pas.",
        Reason::VoteNotOpen => "Ce vote n’est pas ouvert\u{a0}: aucun bulletin n’est reçu.",
        Reason::AlreadyVoted => "Cette voix a déjà voté.",
        Reason::NoVoice => "Cette voix n’existe pas dans ce vote, ou vous ne pouvez pas l’exprimer.",
        Reason::TooFewVoices => "Un vote secret demande au moins cinq voix.",
        Reason::ProxyLimit => {
            "Le règlement intérieur ne le permet pas\u{a0}: le nombre de voix portées est limité, et une voix portée ne se transmet pas."
        }
        Reason::VoiceGiven => "Cette voix est confiée à une autre organisation\u{a0}: reprenez-la d’abord.",
        Reason::SecretNotCarried => {
            "Dans un vote secret, une voix confiée ne s’exprime pas\u{a0}: qui la porte saurait ce qu’elle a choisi."
        }
        Reason::DecisionReplaced => "Cette décision est déjà remplacée par une autre.",
        Reason::NotLastSession => {
            "Seule la dernière séance de l’année du Comité technique valide le programme de l’année suivante."
        }
        Reason::PersonOfSeveralOrganisations => {
            "Cette personne agit aussi pour une autre organisation : elle seule, ou l’animation nationale, change son nom et son téléphone."
        }
        Reason::NoDispensationAsked => "Aucune demande de dispense de ce centre n’attend de réponse.",
        Reason::ProductionState => "L’état de la production ne le permet pas.",
        Reason::ProposalRetained => "Cette proposition est déjà un chantier du programme.",
        Reason::EmailTaken => "Cette adresse est déjà celle d’un membre.",
        Reason::NameTaken => "Cet intitulé figure déjà dans la liste.",
        Reason::LastDirector => {
            "C’est la seule personne qui dirige ce centre : désignez d’abord quelqu’un d’autre."
        }
        Reason::NotAMember => "Cette personne n’est pas membre de l’organisation.",
        Reason::CentreLeftNetwork => "Ce centre ne fait plus partie du réseau.",
        Reason::ImportHasErrors => "Le fichier a des lignes fautives : rien n’a été importé.",
        Reason::DelegationToDirector => "Cette personne dirige déjà le centre.",
        Reason::ProgrammeExists => "Le programme de cette année existe déjà.",
        Reason::ProgrammeState => "L’état du programme ne permet pas cet acte.",
        Reason::ProgrammeNotValidated => "Le programme n’est pas encore validé.",
        Reason::ProgrammeWithoutStream => "Le programme n’a encore aucun chantier.",
        Reason::TooManyStreams => "Un programme compte au plus trois chantiers.",
        Reason::TitleTaken => "Ce titre est déjà pris dans le programme.",
        Reason::StreamHasEngagements => "Des centres sont engagés dans ce chantier.",
        Reason::CallClosed => "L’appel est clos : plus rien n’est reçu.",
        Reason::CallNotOpen => "L’appel n’est pas ouvert.",
        Reason::CallWithoutDates => "L’appel n’a pas encore de dates.",
        Reason::AlreadyEngaged => "Le centre est déjà engagé dans ce chantier.",
        Reason::NotEngaged => "Le centre n’est pas engagé dans ce chantier.",
        Reason::ReplacementNeeded => {
            "Ce retrait laisserait le centre sous son minimum : choisissez un chantier de remplacement ou demandez une dispense."
        }
        Reason::AmendmentNeeded => "Le programme est validé : enregistrez d’abord un amendement.",
        Reason::CallAlreadyClosed => "L’appel est déjà clos.",
        Reason::NobodyToRemind => "Aucun centre n’est à relancer.",
        Reason::ContributionSubmitted => "La contribution est déjà déposée.",
        Reason::ContributionState => "L’état de la contribution ne permet pas cet acte.",
        Reason::SectionRequired => "Cette rubrique est demandée par l’appel.",
        Reason::CoAuthorPending => "Un centre coauteur n’a pas encore répondu.",
        Reason::AlreadyAuthor => "Ce centre est déjà auteur ou coauteur.",
        Reason::ConsentNeeded => "Le consentement des contacts cités est nécessaire.",
        Reason::CreditNeeded => "Indiquez la mention à citer.",
        Reason::ContributionExists => "Le centre a déjà une contribution à cet appel.",
        Reason::FileTooLarge => "Le fichier est trop lourd.",
        Reason::FileType => "Ce type de fichier n’est pas accepté : PDF, ODT, DOCX, XLSX, ODS, PNG ou JPEG.",
        Reason::FileEmpty => "Le fichier est vide.",
        Reason::WrongOffset => "L’envoi doit reprendre à un autre endroit du fichier.",
        Reason::UploadFinished => "Ce fichier est déjà entièrement reçu.",
        Reason::TooManyFiles => "Il y a trop de fichiers joints.",
        Reason::SolicitationClosed => "La sollicitation est close : plus rien n’y change.",
        Reason::AnswerState => "L’état de la réponse ne permet pas cet acte.",
        Reason::MinutesState => "L’état du compte rendu ne permet pas cet acte.",
        Reason::SessionNotClosed => "La séance n’est pas close\u{a0}: closez-la d’abord.",
        Reason::VoteStillOpen => "Un vote de cette réunion est encore ouvert\u{a0}: closez-le d’abord.",
        Reason::ReviewOver => "La relecture est terminée\u{a0}: les commentaires ne sont plus reçus.",
        Reason::ReviewNotOver => {
            "La relecture n’est pas terminée\u{a0}: chacun a jusqu’à son terme pour commenter."
        }
        Reason::RemarksMade => {
            "Des observations ont été faites\u{a0}: corrigez, puis ouvrez une nouvelle relecture, ou faites approuver par une séance."
        }
        Reason::NotAnApproval => {
            "Ce n’est ni une décision d’une séance ultérieure de la même instance, ni une consultation écrite adoptée par elle."
        }
        Reason::ApprovalNeeded => {
            "Ce compte rendu s’approuve par une décision\u{a0}: de la séance suivante ou d’une consultation écrite."
        }
        Reason::NothingToCorrect => {
            "Rien n’a changé depuis la version verrouillée\u{a0}: corrigez d’abord les notes, les présences ou les textes."
        }
        Reason::ChangedSinceApproval => {
            "Les faits ont changé depuis l’approbation\u{a0}: rouvrez une relecture."
        }
        Reason::DaysOutOfRange => "Ce nombre de jours est hors des limites.",
        Reason::DeliveryState => "L’état de l’envoi ne permet pas cet acte.",
        Reason::NoRecipient => "Personne ne recevrait cette édition\u{a0}: élargissez le choix.",
        Reason::SecondPersonNeeded => {
            "La personne qui a programmé l’envoi ne peut pas donner l’accord\u{a0}: il en faut une seconde."
        }
        Reason::NothingToResend => "Il n’y a plus rien à envoyer de nouveau.",
        Reason::SameHour => "La fin est à la même heure que le début.",
        Reason::NotAnHour => "Ce n’est pas une heure\u{a0}: par exemple 08:30.",
        Reason::EditionState => "Cette édition n’est plus un brouillon : rien n’y change plus.",
        Reason::EditionNotReady => "Des points de cette édition sont encore à revoir avant l’envoi.",
        Reason::EditionEmpty => "L’édition n’a encore aucun bloc.",
        Reason::SubjectMissing => "L’objet est vide.",
        Reason::BlockEmpty => "Ce bloc n’est pas rempli.",
        Reason::PictureMissing => "Ce bloc n’a pas encore d’image.",
        Reason::AlternativeMissing => "L’image n’a pas de texte de remplacement.",
        Reason::DeadLink => "Ce lien ne mène nulle part pour qui lit sans compte.",
        Reason::LetterTooHeavy => "Le courriel pèse plus de 100 ko : Gmail le couperait.",
        Reason::UnknownVariable => {
            "Seuls {{lettre}}, {{organisation}} et {{numero}} sont remplacés : retirez ces accolades."
        }
        Reason::PictureType => "Ce fichier n’est pas une image PNG ou JPEG.",
        Reason::PictureTooLarge => "L’image pèse plus de 1\u{a0}Mo.",
        Reason::PictureSides => "L’image mesure plus de 8\u{202f}000 points de côté.",
        Reason::PictureCut => "Le fichier de l’image est incomplet\u{a0}: envoyez-le de nouveau.",
        Reason::BulletinState => "L’état de cette note ne permet pas cet acte.",
        Reason::NoProcedure => {
            "Votre organisme n’a pas encore de procédure d’information\u{a0}: ouvrez-la d’abord."
        }
        Reason::SecondReaderNeeded => "Cette note attend la relecture d’une autre personne.",
        Reason::KeyReused => {
            "Cette clé vient de servir\u{a0}: rappelez, la réponse sera la note qu’elle a créée."
        }
        Reason::KeyUsedForAnother => {
            "Cette clé a servi pour une autre note\u{a0}: choisissez-en une nouvelle."
        }
        Reason::BulletinNoCentre => {
            "Aucun centre ne recevrait cette note\u{a0}: les centres choisis ne sont plus du réseau."
        }
        Reason::BulletinUnchanged => {
            "La note dit déjà exactement cela\u{a0}: changez ce qui est à corriger, puis publiez la correction."
        }
        Reason::BulletinRelayed => "Votre centre a déjà relayé cette note\u{a0}: elle ne s’écarte plus.",
        Reason::SessionLinked => "Cette réunion est déjà comptée pour cette note.",
        Reason::BeforePublication => {
            "C’est avant la publication de la note\u{a0}: rien ne pouvait encore la relayer."
        }
        Reason::HoldsIdentifier => {
            "Une adresse de courriel, un numéro de téléphone ou de sécurité sociale, ou un IBAN y figure\u{a0}: retirez-le, ce texte est lu hors de votre centre."
        }
        Reason::SecondReaderGone => {
            "La personne qui relit ce type de note n’est plus de votre organisme\u{a0}: choisissez-en une autre dans la procédure."
        }
        Reason::SourceCorrected => {
            "La note que ce bloc relaie a été corrigée depuis\u{a0}: reprenez-en le texte, ou retirez le bloc."
        }
        Reason::SourceGone => "Ce que ce bloc annonce est annulé ou n’est plus public : retirez-le.",
        Reason::PersonalData => {
            "Des passages peuvent désigner une personne\u{a0}: retirez-les, ou confirmez qu’ils ne désignent personne."
        }
        Reason::QuestionState => "L’état de la question ne permet pas cet acte.",
        Reason::AlreadyBehind => "Votre centre s’est déjà joint à cette question.",
        Reason::NotBehind => "Votre centre ne s’est pas joint à cette question.",
        Reason::AskerStays => "Le centre qui a posé la question ne peut pas s’en retirer.",
        Reason::NotAnAddressee => "Cette organisation ne reçoit pas de questions du terrain.",
        Reason::NotOfAddressee => "Cette personne n’est pas de l’organisation qui répond.",
        Reason::NotAnswered => "La question n’a pas encore de réponse\u{a0}: dites pourquoi elle est close.",
        Reason::OverseasWorkState => "L’état de ce travail en commun ne le permet pas ou plus.",
        Reason::OverseasTasksLeft => "Des tâches restent à faire\u{a0}: terminez-les ou retirez-les d’abord.",
        Reason::NewsWithdrawn => "Cette nouvelle a été retirée\u{a0}: plus rien n’y change.",
        Reason::NotOverseas => "Cette organisation n’est pas du réseau ultra-marin.",
        Reason::TextExists => "Ce texte existe déjà\u{a0}: ajoutez-lui une version.",
        Reason::VersionInForce => {
            "Cette version est en vigueur ou l’a été, et le lendemain de son enregistrement est passé\u{a0}: elle ne change plus."
        }
        Reason::VersionDayTaken => "Une autre version de ce texte entre en vigueur ce jour-là.",
        Reason::BeforeAdoption => "Un texte n’entre pas en vigueur avant d’être adopté.",
        Reason::NotAPartner => "Une annexe se signe avec un organisme national autre que l’animation.",
        Reason::AlreadySignatory => "Cette organisation est déjà signataire de ce texte.",
        Reason::NoWorkingDay => "Choisissez au moins un jour travaillé.",
        Reason::SupportState => "Cette demande d’appui a déjà reçu sa réponse, ou a été retirée.",
        Reason::SupportPast => "L’heure demandée est passée\u{a0}: l’appui ne peut plus être accepté.",
    }
}
