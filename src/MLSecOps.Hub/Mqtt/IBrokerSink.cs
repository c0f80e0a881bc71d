using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Mqtt;

/// <summary>Takes what a broker has for the hub.</summary>
internal interface IBrokerSink
{
    /// <summary>A message; completes when there is room for the next.</summary>
    ValueTask ReceivedAsync(IncomingMessage message, CancellationToken cancellationToken);

    /// <summary>A device connected with its renewed key: what comes after this comes under that key.</summary>
    /// <param name="ueid">The device.</param>
    /// <param name="key">The key that it proved to hold.</param>
    void KeyUsed(string ueid, Core.Digests.Sha256Digest key);

    /// <summary>Somebody did what the broker refused.</summary>
    /// <param name="ueid">The device whose identity was used; null when it is none of ours.</param>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="detail">One line about this case.</param>
    void Refused(string? ueid, Reason reason, string detail);
}
