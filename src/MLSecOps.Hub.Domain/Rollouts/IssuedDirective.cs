namespace MLSecOps.Hub.Domain.Rollouts;

/// <summary>The newest directive that was signed for a device.</summary>
/// <param name="Ueid">For whom.</param>
/// <param name="Sequence">Its number; rises with each.</param>
/// <param name="Expires">Until when it counts; renewed before.</param>
/// <param name="Message">Document and CMS, as it is sent.</param>
/// <param name="Desired">Manifest digest that it asks for, by slot name.</param>
public sealed record IssuedDirective(
    string Ueid, long Sequence, DateTimeOffset Expires, ReadOnlyMemory<byte> Message, IReadOnlyDictionary<string, string> Desired);
