namespace PrivateVote.Elections;

/// <summary>
/// Why the rules refuse an entry. The numbers are stable: clients and auditors may rely on them.
/// </summary>
public enum RefusalCode
{
    // 20xx: every entry
    MalformedEntry = 2001,
    ClockBackwards = 2002,
    WrongPhase = 2003,
    BadSignature = 2004,
    NotThisRole = 2005,
    OtherElection = 2006,

    // 21xx: ballots
    MalformedBallot = 2101,
    OutsideOpeningHours = 2102,
    NullifierAlreadyUsed = 2103,
    StalePredecessor = 2104,
    InvalidProof = 2105,
    MoreSlotsThanVoters = 2106,

    // 22xx: manifest
    MalformedManifest = 2201,
    CensusMismatch = 2202,
    CommitteeMismatch = 2203,
    UnknownCircuit = 2204,
    InvalidRule = 2205,
    TotalsTooLarge = 2206,
    InvalidTimes = 2207,
    NotMeasurable = 2208,
    InvalidOptions = 2209,

    // 23xx: census
    MalformedCensus = 2301,
    WeightOutOfRange = 2302,
    DuplicateCommitment = 2303,
    CensusTooLarge = 2304,

    // 24xx: key generation ceremony
    MalformedCommittee = 2401,
    ThresholdOutOfRange = 2402,
    StepTwice = 2403,
    StepTooEarly = 2404,
    CommitmentsDiffer = 2405,
    WrongDegree = 2406,
    InvalidKnowledgeProof = 2407,
    MalformedDeal = 2408,
    FalseComplaint = 2409,
    TrusteeExcluded = 2410,
    OtherDealers = 2411,

    // 25xx: closing
    TooEarlyToClose = 2501,
    ClosingDiffers = 2502,

    // 26xx: decryption shares
    MalformedShare = 2601,
    ShareTwice = 2602,
    InvalidShareProof = 2603,

    // 27xx: result
    TooFewShares = 2701,
    TotalsDiffer = 2702,
    OutcomeDiffers = 2703,

    // 28xx: council
    NothingToApprove = 2801,
    ApprovalTwice = 2802,
    ApprovalDiffers = 2803,

    // 50xx: spaces
    MalformedSpace = 5001,
    InvalidPolicy = 5002,
    OtherSpace = 5003,
    MalformedSpaceEntry = 5004,

    // 51xx: registration
    PolicyNotSatisfied = 5101,
    AttestationRefused = 5102,
    AlreadyRegistered = 5103,
    CommitmentUsed = 5104,
    NothingToReplace = 5105,
    NoReplacementLeft = 5106,
    ChallengeExpired = 5107,
    RegistrarNeeded = 5108,
    TagsDiffer = 5109,
    MembershipExpired = 5110,
    RegistrarNotNeeded = 5111,

    // 52xx: rolls
    RollDiffers = 5201,
    UnknownSource = 5202,
    RootsMoved = 5203,

    // 53xx: evidence
    EvidenceDiffers = 5301,

    // 531x: constitution and proposals
    MalformedConstitution = 5310,
    NoConstitution = 5311,
    NotAMember = 5312,
    BadMemberSignature = 5313,
    MalformedProposal = 5314,
    NoSuchProposal = 5315,
    NotTheAuthor = 5316,
    WrongStage = 5317,
    TooEarly = 5318,
    RiskUnanswered = 5319,
    NothingToAdvance = 5320,
    StaleAmendment = 5321,

    // 54xx: deliberation
    MalformedText = 5401,
    NoSuchTarget = 5402,
    AlreadySaid = 5403,
    AlreadyAnswered = 5404,
    DeliberationFull = 5405,

    // 55xx: elections and outcomes
    ElectionDiffers = 5501,
    RollNotFresh = 5502,
    ClassTooSmall = 5503,
    ElectionUnderWay = 5504,
    NoSuchElection = 5505,
    OutcomeNotProven = 5506,
    OutcomeKnown = 5507,

    // 56xx: delegation and contributions
    NoSuchTrack = 5601,
    DelegationRefused = 5602,
    ContributionRefused = 5603,
    NothingToImport = 5604,
    ImportDiffers = 5605,

    // 57xx: operations track
    NoSuchMandate = 5701,
    OutsideMandate = 5702,
    NotInCommittee = 5703,
    NoSuchDecision = 5704,
    AlreadyEndorsed = 5705,
    AlreadyCalled = 5706,
    NotEligible = 5707,
    MalformedDecision = 5708,

    // 58xx: council and execution
    NotInCouncil = 5801,
    ReviewTwice = 5802,
    PayloadDiffers = 5803,
    BadOwnerSignature = 5804,
    SignatureTwice = 5805,
    TooFewSignatures = 5806,
    ExecutionDiffers = 5807,

    // 59xx: comparing with capital
    NoCapital = 5901,
    AccountRefused = 5902,
    CapitalDiffers = 5903,
}

/// <summary>A refusal by the rules: a value, never an exception.</summary>
/// <param name="Code">The stable number.</param>
/// <param name="Reason">One sentence: what was wrong, and what to do where something can be done.</param>
public sealed record Refusal(RefusalCode Code, string Reason)
{
    public override string ToString() => $"E{(int)Code} {Reason}";
}
