mod blockers;
mod comments;
mod health;
mod issues;
mod labels;
mod listing;
mod seed;
