namespace MLSecOps.Linux.Sockets;

/// <summary>One message of a seqpacket socket. Valid until the receiver's next call.</summary>
/// <param name="content">What came; untrusted. Empty for an empty message.</param>
/// <param name="sender">Who sent it, as the kernel knows it.</param>
/// <param name="descriptors">Descriptors that came with it.</param>
/// <param name="isWhole">Neither content nor descriptors were cut.</param>
public readonly ref struct ReceivedPacket(ReadOnlySpan<byte> content, PeerCredentials sender, int descriptors, bool isWhole)
{
    /// <summary>What came; untrusted.</summary>
    public ReadOnlySpan<byte> Content { get; } = content;

    /// <summary>Who sent it, as the kernel knows it, where the socket asks for that (SO_PASSCRED); else, and for a process that is not visible here, process 0.</summary>
    public PeerCredentials Sender { get; } = sender;

    /// <summary>How many descriptors came with it; <see cref="SeqpacketReceiver.Take"/> takes one.</summary>
    public int Descriptors { get; } = descriptors;

    /// <summary>False when it was longer than the buffer or brought more descriptors than allowed: what is here is a part, and only good for being counted.</summary>
    public bool IsWhole { get; } = isWhole;
}
