using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections;
using PrivateVote.Elections.Service;
using PrivateVote.Identity;

namespace PrivateVote.Server.Http;

/// <summary>The one mapping from what is refused to problem+json (RFC 9457), with the stable number in `code`.</summary>
internal static class Problems
{
    /// <summary>Seconds after which a request that the service has no room for may be repeated.</summary>
    public const string RetryAfterSeconds = "1";

    public static ProblemHttpResult Of(Refusal refusal) =>
        Make(StatusOf(refusal.Code), refusal.Code.ToString(), (int)refusal.Code, refusal.Reason);

    public static ProblemHttpResult Of(IdentityRefusal refusal) => Of(refusal, refusal.Reason);

    /// <param name="detail">The reason, with which of several attestations it is about.</param>
    public static ProblemHttpResult Of(IdentityRefusal refusal, string detail) =>
        Make(StatusOf(refusal.Code), refusal.Code.ToString(), (int)refusal.Code, detail);

    public static ProblemHttpResult Of(ServiceCode code, string detail) =>
        Make(StatusOf(code), code.ToString(), (int)code, detail);

    public static int StatusOf(ServiceCode code) =>
        code switch
        {
            ServiceCode.MalformedRequest => StatusCodes.Status400BadRequest,
            ServiceCode.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
            ServiceCode.WrongContentType => StatusCodes.Status415UnsupportedMediaType,
            ServiceCode.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            ServiceCode.RequestTimeout => StatusCodes.Status408RequestTimeout,
            ServiceCode.WrongPlace or ServiceCode.CheckpointMoved => StatusCodes.Status409Conflict,
            ServiceCode.OtherLogKey or ServiceCode.ChallengeNotIssued => StatusCodes.Status422UnprocessableEntity,
            ServiceCode.OrganizerNotAllowed or ServiceCode.UnknownWitness => StatusCodes.Status403Forbidden,
            ServiceCode.TooManyRequests => StatusCodes.Status429TooManyRequests,
            ServiceCode.QueueFull or ServiceCode.StoreUnavailable => StatusCodes.Status503ServiceUnavailable,
            ServiceCode.InternalFault => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status404NotFound,
        };

    /// <summary>400 for what cannot be read, 409 for what the log's state does not allow (now), 422 for what does not hold.</summary>
    public static int StatusOf(RefusalCode code) =>
        code switch
        {
            RefusalCode.MalformedEntry
            or RefusalCode.MalformedBallot
            or RefusalCode.MalformedManifest
            or RefusalCode.MalformedCensus
            or RefusalCode.MalformedCommittee
            or RefusalCode.MalformedDeal
            or RefusalCode.MalformedShare
            or RefusalCode.MalformedSpace
            or RefusalCode.MalformedSpaceEntry
            or RefusalCode.MalformedConstitution
            or RefusalCode.MalformedProposal
            or RefusalCode.MalformedText
            or RefusalCode.MalformedDecision => StatusCodes.Status400BadRequest,
            RefusalCode.NotThisRole
            or RefusalCode.NotAMember
            or RefusalCode.NotTheAuthor
            or RefusalCode.NotInCommittee
            or RefusalCode.NotEligible
            or RefusalCode.NotInCouncil => StatusCodes.Status403Forbidden,
            RefusalCode.ClockBackwards
            or RefusalCode.WrongPhase
            or RefusalCode.OutsideOpeningHours
            or RefusalCode.NullifierAlreadyUsed
            or RefusalCode.StalePredecessor
            or RefusalCode.MoreSlotsThanVoters
            or RefusalCode.DuplicateCommitment
            or RefusalCode.StepTwice
            or RefusalCode.StepTooEarly
            or RefusalCode.TrusteeExcluded
            or RefusalCode.OtherDealers
            or RefusalCode.TooEarlyToClose
            or RefusalCode.ClosingDiffers
            or RefusalCode.ShareTwice
            or RefusalCode.TooFewShares
            or RefusalCode.NothingToApprove
            or RefusalCode.ApprovalTwice
            or RefusalCode.AlreadyRegistered
            or RefusalCode.CommitmentUsed
            or RefusalCode.NothingToReplace
            or RefusalCode.NoReplacementLeft
            or RefusalCode.RollDiffers
            or RefusalCode.NoConstitution
            or RefusalCode.WrongStage
            or RefusalCode.TooEarly
            or RefusalCode.RiskUnanswered
            or RefusalCode.NothingToAdvance
            or RefusalCode.StaleAmendment
            or RefusalCode.AlreadySaid
            or RefusalCode.AlreadyAnswered
            or RefusalCode.DeliberationFull
            or RefusalCode.RollNotFresh
            or RefusalCode.ClassTooSmall
            or RefusalCode.ElectionUnderWay
            or RefusalCode.OutcomeKnown
            or RefusalCode.DelegationRefused
            or RefusalCode.NothingToImport
            or RefusalCode.AlreadyEndorsed
            or RefusalCode.AlreadyCalled
            or RefusalCode.ReviewTwice
            or RefusalCode.SignatureTwice
            or RefusalCode.TooFewSignatures
            or RefusalCode.NoCapital => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        };

    /// <summary>The same of attestations: 503 for what others did not answer, and may answer later.</summary>
    public static int StatusOf(IdentityCode code) =>
        code switch
        {
            IdentityCode.MalformedAttestation or IdentityCode.MalformedDid => StatusCodes.Status400BadRequest,
            IdentityCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
            IdentityCode.StatusUnavailable or IdentityCode.DocumentUnavailable =>
                StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status422UnprocessableEntity,
        };

    /// <summary>The code for an answer that routing or the server itself gave, with a status and nothing else.</summary>
    public static ServiceCode CodeOf(int status) =>
        status switch
        {
            StatusCodes.Status404NotFound => ServiceCode.NotFound,
            StatusCodes.Status405MethodNotAllowed => ServiceCode.MethodNotAllowed,
            StatusCodes.Status408RequestTimeout => ServiceCode.RequestTimeout,
            StatusCodes.Status413PayloadTooLarge => ServiceCode.BodyTooLarge,
            StatusCodes.Status415UnsupportedMediaType => ServiceCode.WrongContentType,
            StatusCodes.Status429TooManyRequests => ServiceCode.TooManyRequests,
            StatusCodes.Status503ServiceUnavailable => ServiceCode.StoreUnavailable,
            >= StatusCodes.Status500InternalServerError => ServiceCode.InternalFault,
            _ => ServiceCode.MalformedRequest,
        };

    private static ProblemHttpResult Make(int status, string name, int number, string detail)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"E{number}");
        return TypedResults.Problem(
            detail: detail,
            statusCode: status,
            title: InWords(name),
            type: "urn:privatevote:" + code,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code }
        );
    }

    /// <summary>`NullifierAlreadyUsed` as `Nullifier already used`.</summary>
    private static string InWords(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
        {
            _ =
                char.IsAsciiLetterUpper(c) && words.Length > 0
                    ? words.Append(' ').Append(char.ToLowerInvariant(c))
                    : words.Append(c);
        }

        return words.ToString();
    }
}
