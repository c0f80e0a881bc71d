using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>What came of one attempt to enrol. Closed by the private constructor.</summary>
internal abstract record EnrolmentAnswer
{
    private EnrolmentAnswer()
    {
    }

    /// <summary>The hub issued certificates; what they are worth is not judged yet.</summary>
    /// <param name="Certificates">DER of each, in no order; untrusted.</param>
    public sealed record Issued(IReadOnlyList<ReadOnlyMemory<byte>> Certificates) : EnrolmentAnswer;

    /// <summary>The token or the request was refused: the same attempt would be refused again.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One line; may hold text from outside.</param>
    public sealed record Refused(Reason Reason, string Detail) : EnrolmentAnswer;

    /// <summary>There was no answer, the hub is in trouble itself, or somebody else answers at its address: later may help.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One line; may hold text from outside.</param>
    public sealed record Later(Reason Reason, string Detail) : EnrolmentAnswer;
}
