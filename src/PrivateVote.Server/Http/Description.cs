using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Server.Http;

/// <summary>The description of the API, and a page that shows it.</summary>
internal static class Description
{
    private const string About = """
        Private elections that anyone can verify. This service orders entries and serves them; nothing that it says needs to be
        believed, for every answer follows from the log, and `/elections/{id}/record` is all that a verifier needs.

        Ids are SHA-256 digests, 64 lower-case hexadecimal digits, with or without `0x` in paths. Refusals are
        application/problem+json with a stable number in `code`. Every write may be repeated: the same bytes, once entered, get the
        same answer.
        """;

    /// <summary>Texts of one exact form, by the converter that reads and writes them.</summary>
    private static readonly Dictionary<Type, string> Patterns = new()
    {
        [typeof(DigestForm)] = "^0x[0-9a-f]{64}$",
        [typeof(FrForm)] = "^0x[0-9a-f]{64}$",
        [typeof(BytesForm)] = "^[A-Za-z0-9_-]*$",
        [typeof(MomentForm)] = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
        [typeof(NameForm<>)] = "^[a-z][A-Za-z]*$",
    };

    public static void Add(IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            openApi =>
            {
                openApi.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "PrivateVote",
                            Version = "1",
                            Description = About,
                        };
                        // Where it is asked from is where it is.
                        document.Servers?.Clear();
                        return Task.CompletedTask;
                    }
                );
                openApi.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        Describe(schema, context);
                        return Task.CompletedTask;
                    }
                );
            }
        );

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json");
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "PrivateVote";
            page.SwaggerEndpoint("/openapi/v1.json", "PrivateVote");
        });
    }

    private static void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        ICustomAttributeProvider? described = context.JsonPropertyInfo?.AttributeProvider ?? context.JsonTypeInfo.Type;
        var converter = described
            .GetCustomAttributes(typeof(JsonConverterAttribute), inherit: false)
            .OfType<JsonConverterAttribute>()
            .FirstOrDefault()
            ?.ConverterType;
        if (converter is { IsGenericType: true })
        {
            converter = converter.GetGenericTypeDefinition();
        }

        if (converter is not null && Patterns.TryGetValue(converter, out var pattern))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = null;
            schema.Pattern = pattern;
        }
    }
}
