namespace PrivateVote.Elections.Service;

/// <summary>
/// Why a service does not take a request, where no rule of an election is at issue (those are <see cref="RefusalCode"/>).
/// Stable numbers, written `E3101`, in the member `code` of problem+json (RFC 9457).
/// </summary>
public enum ServiceCode
{
    // 30xx: the request's form
    MalformedRequest = 3001,
    BodyTooLarge = 3002,
    WrongContentType = 3003,
    MethodNotAllowed = 3004,
    RequestTimeout = 3005,

    // 31xx: what it asks for
    NotFound = 3101,
    NoSuchElection = 3102,
    NoSuchCommittee = 3103,
    SlotEmpty = 3104,
    NotYet = 3105,
    WrongPlace = 3106,
    OtherLogKey = 3107,
    OrganizerNotAllowed = 3108,
    UnknownWitness = 3109,
    CheckpointMoved = 3110,
    NoSuchSpace = 3111,
    ChallengeNotIssued = 3112,

    // 32xx: the service itself
    TooManyRequests = 3201,
    QueueFull = 3202,
    StoreUnavailable = 3203,
    InternalFault = 3204,
}
