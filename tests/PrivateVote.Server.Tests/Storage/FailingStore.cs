using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>A store on a disk that reads everything but the entries of one log.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "A proxy is a subclass that is made at run time.")]
internal class FailingStore : DispatchProxy
{
    private ILogStore store = null!;

    /// <summary>The log that cannot be read; null for none.</summary>
    public byte[]? Unreadable { get; set; }

    public static ILogStore On(ILogStore store, out FailingStore failing)
    {
        var proxy = Create<ILogStore, FailingStore>();
        failing = (FailingStore)(object)proxy;
        failing.store = store;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ILogStore.ReadAsync)
        && Unreadable is { } log
        && ((byte[])args![0]!).AsSpan().SequenceEqual(log)
            ? throw new StoreException("the disk does not answer")
            : targetMethod.Invoke(store, args);
}
