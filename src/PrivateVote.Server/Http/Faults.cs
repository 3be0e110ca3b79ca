using System.Globalization;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Http;

/// <summary>
/// The last word on every request: what is thrown, and what is answered with a status alone, becomes problem+json. What a
/// client does wrong is never a 5xx; a store that does not answer is a 503 that may be repeated.
/// </summary>
internal static partial class Faults
{
    public static async Task HandleAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered; or the time for the request is over, which the middleware outside answers.
            throw;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var (code, detail) = Describe(exception);
            if (code == ServiceCode.InternalFault)
            {
                LogFault(logger, exception, RouteOf(context));
            }
            else if (code == ServiceCode.StoreUnavailable)
            {
                LogStore(logger, exception.Message, RouteOf(context));
            }

            context.Response.Clear();
            await WriteAsync(context, code, detail);
            return;
        }

        if (IsBare(context.Response))
        {
            var code = Problems.CodeOf(context.Response.StatusCode);
            await WriteAsync(context, code, DetailOf(code));
        }
    }

    /// <summary>Answers with a problem, and with when to come back where coming back helps.</summary>
    public static Task WriteAsync(HttpContext context, ServiceCode code, string detail, TimeSpan? after = null)
    {
        if (code is ServiceCode.TooManyRequests or ServiceCode.QueueFull or ServiceCode.StoreUnavailable)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling((after ?? TimeSpan.Zero).TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return Problems.Of(code, detail).ExecuteAsync(context);
    }

    public static string DetailOf(ServiceCode code) =>
        code switch
        {
            ServiceCode.NotFound => "there is nothing at this path",
            ServiceCode.MethodNotAllowed => "this path does not take this method",
            ServiceCode.WrongContentType => "this path takes another content type: see the description of the API",
            ServiceCode.BodyTooLarge => "the body is longer than anything this path takes",
            ServiceCode.RequestTimeout => "the request did not arrive in time",
            ServiceCode.TooManyRequests => "this client writes too often; come back later",
            ServiceCode.StoreUnavailable =>
                "the service cannot reach its store in time; the same request may be repeated",
            _ => "the request is malformed",
        };

    private static bool IsBare(HttpResponse response) =>
        !response.HasStarted
        && response.StatusCode >= StatusCodes.Status400BadRequest
        && response.ContentLength is null
        && string.IsNullOrEmpty(response.ContentType);

    private static (ServiceCode Code, string Detail) Describe(Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                var code = Problems.CodeOf(bad.StatusCode);
                return (code, DetailOf(code));
            case StoreException or StoreMismatchException:
                return (ServiceCode.StoreUnavailable, DetailOf(ServiceCode.StoreUnavailable));
            default:
                return (ServiceCode.InternalFault, "the service failed; this is not the client's fault");
        }
    }

    /// <summary>The route's template, never the path: paths hold nullifiers.</summary>
    private static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route";

    [LoggerMessage(LogLevel.Error, "A request to {Route} failed")]
    private static partial void LogFault(ILogger logger, Exception exception, string route);

    [LoggerMessage(LogLevel.Warning, "A request to {Route} met a store that fails: {Reason}")]
    private static partial void LogStore(ILogger logger, string reason, string route);
}
