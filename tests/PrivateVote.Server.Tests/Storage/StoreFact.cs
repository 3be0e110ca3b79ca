using Xunit.Abstractions;
using Xunit.Sdk;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>A fact of the conformance suite, skipped in the classes whose <see cref="NeedsAttribute"/> is not met.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("PrivateVote.Server.Tests.Storage.StoreFactDiscoverer", "PrivateVote.Server.Tests")]
public sealed class StoreFactAttribute : FactAttribute;

/// <summary>The environment variable that a class's facts need.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(string variable) : Attribute
{
    public string Variable => variable;
}

public sealed class StoreFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) =>
        new StoreTestCase(
            DiagnosticMessageSink,
            discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(),
            testMethod
        );
}

public sealed class StoreTestCase : XunitTestCase
{
    /// <summary>For the runner, which reads test cases back from text.</summary>
    [Obsolete("Called by the runner only.", error: true)]
    public StoreTestCase() { }

    public StoreTestCase(
        IMessageSink sink,
        TestMethodDisplay display,
        TestMethodDisplayOptions options,
        ITestMethod method
    )
        : base(sink, display, options, method) { }

    // The fact's method is in the suite; the class is the store's.
    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsAttribute)).FirstOrDefault() is { } needs
            ? TestServices.Missing(needs.GetConstructorArguments().Cast<string>().Single())!
            : base.GetSkipReason(factAttribute);
}
