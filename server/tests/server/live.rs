mod agents;
mod cards;
mod hints;
mod protocol;
mod resume;
mod slow;
