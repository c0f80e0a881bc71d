namespace MLSecOps.Formats.Worker;

/// <summary>What the worker answers to the job <c>infer</c>.</summary>
/// <param name="Profile">The execution profile of all runs, such as <c>x64-cpu</c>.</param>
/// <param name="Answers">One for each run, in the order of the job; empty when nothing ran.</param>
/// <param name="Refusal">Why nothing ran; null when the model was loaded.</param>
public sealed record AnswerReport(string Profile, IReadOnlyList<RunAnswer> Answers, AnswerFailure? Refusal);
