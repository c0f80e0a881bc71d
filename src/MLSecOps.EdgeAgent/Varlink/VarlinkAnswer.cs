using Microsoft.Win32.SafeHandles;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>One reply, with the descriptors that go with its first byte. They are closed here once it was sent, or was not.</summary>
/// <param name="reply">The reply with its terminator.</param>
/// <param name="descriptors">At most 253, in the order of the indexes in the reply.</param>
/// <param name="sent">What is to be done once it was sent; null for nothing.</param>
/// <param name="unsent">What is to be let go of when it could not be sent; null for nothing.</param>
internal sealed class VarlinkAnswer(byte[] reply, IReadOnlyList<SafeFileHandle> descriptors, Action? sent = null, IDisposable? unsent = null) : IDisposable
{
    private bool _sent;

    public ReadOnlyMemory<byte> Reply => reply;

    public IReadOnlyList<SafeFileHandle> Descriptors => descriptors;

    /// <summary>A reply without descriptors.</summary>
    public static VarlinkAnswer Plain(byte[] reply) => new(reply, []);

    /// <summary>The caller has it.</summary>
    public void WasSent()
    {
        _sent = true;
        sent?.Invoke();
    }

    public void Dispose()
    {
        foreach (SafeFileHandle descriptor in descriptors)
        {
            descriptor.Dispose();
        }

        if (!_sent)
        {
            unsent?.Dispose();
        }
    }
}
