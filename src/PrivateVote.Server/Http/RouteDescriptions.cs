using Microsoft.AspNetCore.Mvc;
using PrivateVote.Elections.Service;

namespace PrivateVote.Server.Http;

/// <summary>What routes say of themselves, for the server that enforces it and for the description of the API.</summary>
internal static class RouteDescriptions
{
    /// <summary>The name of the limit on writes.</summary>
    public const string Writes = "writes";

    /// <summary>A long answer: as long as the client reads, no time limit ends it.</summary>
    public static RouteHandlerBuilder Streams(this RouteHandlerBuilder route)
    {
        route.DisableRequestTimeout();
        return route;
    }

    /// <summary>A write whose body is JSON of at most so many bytes.</summary>
    public static RouteHandlerBuilder TakesJson<TBody>(this RouteHandlerBuilder route, int limit)
        where TBody : notnull => route.Takes<TBody>("application/json", limit);

    /// <summary>A write whose body is of this type and of at most so many bytes.</summary>
    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder route, string contentType, int limit)
        where TBody : notnull =>
        route
            .Accepts<TBody>(contentType)
            .AddEndpointFilter(RequireContentTypeAsync)
            .WithMetadata(new RequestSizeLimitAttribute(limit))
            .RequireRateLimiting(Writes)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Routing refuses a wrong content type, and lets a missing one pass.</summary>
    private static ValueTask<object?> RequireContentTypeAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    ) =>
        string.IsNullOrEmpty(context.HttpContext.Request.ContentType)
            ? ValueTask.FromResult<object?>(
                Problems.Of(ServiceCode.WrongContentType, Faults.DetailOf(ServiceCode.WrongContentType))
            )
            : next(context);
}
