namespace PrivateVote.Server.Http;

/// <summary>The description of the API, and a page that shows it.</summary>
internal static class Description
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1");

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "PrivateVote";
            page.SwaggerEndpoint("/openapi/v1.json", "PrivateVote");
        });
    }
}
