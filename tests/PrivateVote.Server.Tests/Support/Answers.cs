using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Server.Tests.Support;

/// <summary>Requests as tests make them, and answers held to what every answer must be.</summary>
internal static class Answers
{
    public static Task<HttpResponseMessage> SendAsync(this HttpClient http, string path, byte[] json) =>
        http.PostAsync(path, Content(json, "application/json"));

    public static ByteArrayContent Content(byte[] body, string type) =>
        new(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    /// <summary>A 2xx answer, read strictly.</summary>
    public static async Task<T> MustAsync<T>(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        Assert.True(StrictJson.TryParse<T>(body, out var value, out var problem), problem);
        return value;
    }

    public static Task<T> GetAsync<T>(this HttpClient http, string path) => http.GetAsync(path).MustAsync<T>();

    /// <summary>A refusal with this status and code.</summary>
    public static async Task MustNotAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using var response = await sending;
        var problem = await ReadProblemAsync(response);
        Assert.Equal((status, code), (response.StatusCode, problem));
    }

    /// <summary>The code of a refusal, which is problem+json by RFC 9457.</summary>
    public static async Task<string> ReadProblemAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.Content.Headers.ContentType?.MediaType == "application/problem+json",
            $"{(int)response.StatusCode} {response.Content.Headers.ContentType}: {text}"
        );
        using var json = JsonDocument.Parse(text);
        Assert.Equal((int)response.StatusCode, json.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(json.RootElement.GetProperty("title").GetString()!);
        Assert.NotEmpty(json.RootElement.GetProperty("detail").GetString()!);
        var code = json.RootElement.GetProperty("code").GetString()!;
        Assert.Matches("^E[0-9]{4}$", code);
        return code;
    }
}
