using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance.Tests;

/// <summary>What is written of an entry's body is what the specification lists, and nothing that follows from it.</summary>
public sealed class WrittenMembersTests
{
    private static readonly Assembly[] Rules = [typeof(Manifest).Assembly, typeof(SpaceBody).Assembly];

    [Fact]
    public void Bodies_have_no_members_beside_those_that_they_are_made_of()
    {
        var types = new HashSet<Type>();
        Reach(typeof(Manifest), types);
        foreach (
            var body in Rules
                .SelectMany(rules => rules.GetTypes())
                .Where(type => type.Name.EndsWith("Body", StringComparison.Ordinal))
        )
        {
            Reach(body, types);
        }

        Assert.Contains(typeof(Constitution), types);
        Assert.Empty(
            from type in types
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.SetMethod is null && property.GetCustomAttribute<JsonIgnoreAttribute>() is null
            select $"{type.Name}.{property.Name}"
        );
    }

    [Fact]
    public void A_share_is_two_numbers_and_nothing_else()
    {
        var share = new Share(1, 2);

        Assert.Equal("""{"numerator":1,"denominator":2}""", Encoding.UTF8.GetString(StrictJson.Serialize(share)));
        Assert.True(StrictJson.TryParse<Share>("""{"numerator":1,"denominator":2}"""u8, out var read, out _));
        Assert.Equal(share, read);
        Assert.False(StrictJson.TryParse<Share>("""{"numerator":1,"denominator":2,"isValid":true}"""u8, out _, out _));
    }

    /// <summary>The records that a body is made of.</summary>
    private static void Reach(Type type, HashSet<Type> types)
    {
        if (type.IsArray || type.IsGenericType)
        {
            foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
            {
                Reach(part, types);
            }
        }
        else if (
            type.IsClass
            && Rules.Contains(type.Assembly)
            && type.GetCustomAttribute<JsonConverterAttribute>() is null
            && types.Add(type)
        )
        {
            foreach (
                var property in type.GetProperties()
                    .Where(one => one.GetCustomAttribute<JsonConverterAttribute>() is null)
            )
            {
                Reach(property.PropertyType, types);
            }
        }
    }
}
