using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>The log that a path names, or why there is none.</summary>
internal readonly record struct LogLookup(LogHost? Host, ProblemHttpResult? Problem)
{
    /// <summary>The log of `/elections/{id}`.</summary>
    public static async Task<LogLookup> ElectionAsync(LogDirectory logs, string id, CancellationToken cancellation)
    {
        if (!LogId.TryParse(id, out var bytes))
        {
            return Malformed;
        }

        return await logs.FindElectionAsync(bytes, cancellation) is { } host
            ? new LogLookup(host, null)
            : new LogLookup(null, Problems.Of(ServiceCode.NoSuchElection, "this service has no election with this id"));
    }

    /// <summary>The log of `/committees/{id}`.</summary>
    public static async Task<LogLookup> CommitteeAsync(LogDirectory logs, string id, CancellationToken cancellation)
    {
        if (!LogId.TryParse(id, out var bytes))
        {
            return Malformed;
        }

        return await logs.FindAsync(bytes, cancellation) is ElectionHost host
            ? new LogLookup(host, null)
            : new LogLookup(
                null,
                Problems.Of(ServiceCode.NoSuchCommittee, "this service has no committee with this id")
            );
    }

    /// <summary>The log of `/spaces/{id}`.</summary>
    public static async Task<LogLookup> SpaceAsync(LogDirectory logs, string id, CancellationToken cancellation)
    {
        if (!LogId.TryParse(id, out var bytes))
        {
            return Malformed;
        }

        return await logs.FindAsync(bytes, cancellation) is SpaceHost host
            ? new LogLookup(host, null)
            : new LogLookup(null, Problems.Of(ServiceCode.NoSuchSpace, "this service has no space with this id"));
    }

    public bool IsMissing([NotNullWhen(true)] out ProblemHttpResult? problem, out LogHost host) =>
        IsMissing<LogHost>(out problem, out host);

    /// <summary>The same for a caller who knows of which kind the log is that was looked for.</summary>
    public bool IsMissing<THost>([NotNullWhen(true)] out ProblemHttpResult? problem, out THost host)
        where THost : LogHost
    {
        problem = Problem;
        host = (THost)Host!;
        return problem is not null;
    }

    private static LogLookup Malformed =>
        new(null, Problems.Of(ServiceCode.MalformedRequest, "an id is 64 lower-case hexadecimal digits"));
}

/// <summary>Finds the log that a path's id names.</summary>
internal delegate Task<LogLookup> LogFinder(LogDirectory logs, string id, CancellationToken cancellation);
