using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.Attestation;

/// <summary>A kind of message.</summary>
/// <param name="Kind">What it is called.</param>
/// <param name="Source">Where it is specified.</param>
/// <param name="Fits">True for an item that says that it is one: enough to tell the kinds apart, not that it is right.</param>
/// <param name="Shape">What it must be.</param>
internal sealed record AttestationForm(string Kind, string Source, Func<DataItem, bool> Fits, Shape Shape)
{
    /// <summary>True when it says nothing itself: what it holds does, each under its own signature.</summary>
    public bool IsContainer { get; init; }

    /// <summary>For our own messages: the strict reader, which also refuses other spellings.</summary>
    public Func<ReadOnlyMemory<byte>, long, FormatFault?>? Strict { get; init; }
}
