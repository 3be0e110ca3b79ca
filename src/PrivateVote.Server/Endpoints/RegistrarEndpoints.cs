using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Server.Http;
using PrivateVote.Server.Registration;

namespace PrivateVote.Server.Endpoints;

/// <summary>What the service is as a registrar, for whoever opens a space that names it.</summary>
internal static class RegistrarEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/registrar", Get)
            .WithTags("Registration")
            .WithSummary("The DID and the uniqueness key of this service's registrar, as a space names them");

    private static Results<JsonAnswer<Registrar>, ProblemHttpResult> Get([FromServices] RegistrarRole? registrar) =>
        registrar is null
            ? Problems.Of(ServiceCode.NotFound, "this service is no registrar")
            : new JsonAnswer<Registrar>(registrar.Keys.Registrar);
}
