//! Names of people: after a title, after a first name, or written « Prénom NOM ».

use proto::v1::MarkKind;

use super::{Mark, Word};
use crate::network::rules::fold;

/// What comes before a name, folded and without its full stop.
const TITLES: [&str; 16] = [
    "m",
    "mm",
    "mr",
    "mme",
    "mmes",
    "mlle",
    "mlles",
    "monsieur",
    "madame",
    "mademoiselle",
    "messieurs",
    "mesdames",
    "dr",
    "docteur",
    "pr",
    "me",
];
/// Words inside a name.
const PARTICLES: [&str; 7] = ["de", "du", "des", "d", "el", "ben", "van"];
/// Words of a name at most.
const MAX_WORDS: usize = 4;
/// First names that many have, folded.
const FIRST_NAMES: &str = " adama adele adrien agathe agnes ahmed aicha alain albert alex alexandra alexandre alexis \
    ali alice aline amandine amelie amelia amina amine anais andre andrea anissa anna anne antoine arnaud arthur asma \
    audrey aurelie awa aya aymeric baptiste bastien beatrice benjamin benoit bernadette bernard bertrand brigitte bruno \
    camille carine caroline catherine cecile cedric celine chantal charlene charles charlotte chloe christelle christian \
    christiane christine christophe claire claude claudine clement clementine colette corinne cyril damien daniel \
    danielle david deborah delphine denis denise diane didier dominique dylan edith edouard elena elisabeth elise elodie \
    emilie emma emmanuel emmanuelle enzo eric estelle esther eva fabien fabienne fabrice fanny farid fatima fatoumata \
    felix florence florent florian francine francis franck francois francoise frederic gabriel gaelle genevieve georges \
    gerard gilbert gilles ginette gisele gregory guillaume guy hakim hamid hassan helene henri herve hugo ibrahim ines \
    irene isabelle ismael jacqueline jacques jamila jean jeanne jeanine jeremy jerome jessica joel jonathan joseph \
    josette josiane julia julie julien juliette justine kamel karim karine karima kevin khadija laetitia laura laure \
    laurence laurent lea leila leo leon lina loic louis louise luc lucas lucie ludovic lydia lydie madeleine malik \
    mamadou manon manuel marc marcel margaux maria mariam marie marine marion marlene martin martine mathieu mathilde \
    matthieu maurice maxime melanie mehdi michel michele mickael mohamed mohammed monique moussa mourad myriam nadege \
    nadia nadine nassim natacha nathalie nathan nicolas nicole noemie nora odette odile olivier omar ousmane pascal \
    pascale patrice patricia patrick paul pauline philippe pierre quentin rachel rachid raymond regine remi renaud rene \
    renee richard robert roger roland romain romane roxane sabine sabrina said salima samia samir samuel sandra sandrine \
    sarah sebastien serge severine simon simone sofia sofiane solange sonia sophie stephane stephanie suzanne sylvain \
    sylvie theo theodore therese thibault thierry thomas tiphaine valerie vanessa veronique victor vincent virginie \
    william xavier yacine yann yannick yasmina yasmine youssef yves yvette yvonne zohra ";
/// Words in capitals that name no person, folded.
const ACRONYMS: &str = " adem adil afd afpa anah anct anil anru apl ars asv btp caf cap ccas ccapex cdc cej cget cia cil \
    cispd cle clspd cls clsm cmp cnfpt cnil cnv covid cpam cpo crpv cucs dac dalo dasen ddets ddt ddtm deal deets dgcl \
    dgom dihal dom dpv drac dreal dreets drihl dsil dsu ehpad epa epci epf epfl epide esat ess etp fdva feder fipd fjt \
    fph fse fsl gip gup gusp hlm insee iae ifpeb lgbt maptam mdph mjc mous msa npnru oph opah opac opca opco orcod orf \
    ors pac paca pdalhpd pdu pedt plai pls plh plie plu plui plus pmi pnru pru psl pst pupa qpv qvq rep rga rgpd rhi rsa \
    sdrif sem siae siao spip sru tfpb tig tva tzcld udaf ueros uph utn vae vefa vif vrd zac zfe zfu zrr zsp zup zus ";

/// « M. », « Mme », « Docteur »; « DR » is a regional office.
pub(super) fn is_title(word: &str) -> bool {
    let folded = fold(word);
    let is_written_as_one = is_capitalised(word) && (!is_in_capitals(word) || folded == "mm");
    is_written_as_one && TITLES.contains(&folded.as_str())
}

/// « Dupont », « Saint-Exupéry », « DUPONT », « D’Alembert ».
pub(super) fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Two letters or more, and none of them small.
fn is_in_capitals(word: &str) -> bool {
    let n_letters = word.chars().filter(|c| c.is_alphabetic()).count();
    1 < n_letters && word.chars().all(|c| !c.is_alphanumeric() || c.is_uppercase())
}

/// « Prénom », « Anne-Marie »: capitals where a part begins, then small letters.
fn is_written_as_first_name(word: &str) -> bool {
    word.split('-').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase)
            && !letters.as_str().is_empty()
            && letters.all(char::is_lowercase)
    })
}

fn is_listed(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

/// A first name that many have; of a composed one, the first part says it.
fn is_first_name(word: &str) -> bool {
    let folded = fold(word);
    let first = folded.split('-').next().unwrap_or_default();
    is_capitalised(word) && is_listed(FIRST_NAMES, first)
}

/// « ANRU », « ANRU-État », « L’ANRU ».
fn is_acronym(word: &str) -> bool {
    fold(word)
        .split(['-', '\''])
        .any(|part| is_listed(ACRONYMS, part))
}

/// The names in the words of a line.
pub(super) fn names(words: &[Word<'_>]) -> Vec<Mark> {
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let rest = words.get(place..).unwrap_or_default();
        let end = after_title(rest)
            .or_else(|| after_first_name(rest))
            .or_else(|| in_capitals(rest));
        if let Some(end) = end {
            found.push(Mark {
                at: word.start..end,
                kind: MarkKind::Name,
            });
        }
    }
    found
}

/// « Mme de La Tour »; a function is no name: « Madame la Préfète ».
fn after_title(words: &[Word<'_>]) -> Option<usize> {
    let (title, rest) = words.split_first()?;
    if title.is_last || !is_title(title.text) {
        return None;
    }
    name(rest)
}

/// « Jean Dupont », « DUPONT Jean ».
fn after_first_name(words: &[Word<'_>]) -> Option<usize> {
    let (first, rest) = words.split_first()?;
    let next = rest.first().filter(|_| !first.is_last)?;
    if is_first_name(first.text) && !is_acronym(next.text) {
        return name(rest);
    }
    let is_reversed = is_in_capitals(first.text) && !is_acronym(first.text) && is_first_name(next.text);
    is_reversed.then(|| next.end())
}

/// « Prénom NOM », whatever the first name.
fn in_capitals(words: &[Word<'_>]) -> Option<usize> {
    let [first, last, ..] = words else { return None };
    let is_name = !first.is_last
        && is_written_as_first_name(first.text)
        && is_in_capitals(last.text)
        && 2 < last.text.chars().count()
        && !is_acronym(last.text);
    is_name.then(|| last.end())
}

/// Where a name ends: particles, then words with a capital.
fn name(words: &[Word<'_>]) -> Option<usize> {
    let mut end = None;
    for word in words.iter().take(MAX_WORDS) {
        let folded = fold(word.text);
        let is_elided = folded.starts_with("d'") && word.text.chars().any(char::is_uppercase);
        if is_capitalised(word.text) || is_elided {
            end = Some(word.end());
        } else if !PARTICLES.contains(&folded.as_str()) {
            break;
        }
        if word.is_last {
            break;
        }
    }
    end
}
