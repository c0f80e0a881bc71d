using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Worker;

/// <summary>Why a run, or a whole job, has no answer.</summary>
/// <param name="Reason">The cause.</param>
/// <param name="Detail">One line about it; text from outside.</param>
public sealed record AnswerFailure(Reason Reason, string Detail);
