using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Enrolment;

/// <summary>What an attempt to enrol or to renew came to. Closed by the private constructor.</summary>
internal abstract record EstAnswer
{
    private EstAnswer()
    {
    }

    /// <summary>Certificates were issued, and everything is committed.</summary>
    /// <param name="Ueid">To which device.</param>
    /// <param name="Certificates">DER: the device's own, then those between it and the anchor.</param>
    public sealed record Issued(string Ueid, IReadOnlyList<ReadOnlyMemory<byte>> Certificates) : EstAnswer;

    /// <summary>Nothing was issued.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One line more; null when the reason says it all.</param>
    /// <param name="Status">Status code of HTTP.</param>
    public sealed record Refused(Reason Reason, string? Detail, int Status) : EstAnswer;
}
