namespace MLSecOps.Core.Sanity;

/// <summary>Rows whose right answer is known, and the least share of them that the model must get right.</summary>
/// <param name="Kind">Natural rows, or rows made to mislead.</param>
/// <param name="Folder">Where its files lie, relative to the suite: <c>input_K.pb</c> (batch along axis 0), <c>labels.pb</c> and, with <paramref name="Fairness"/>, <c>groups.pb</c> (int64 [N] both).</param>
/// <param name="Answer">How the model's answer is read.</param>
/// <param name="MinAccuracy">Least share of right answers, 0..1.</param>
/// <param name="Fairness">Bounds between groups of rows; null for none.</param>
/// <param name="Attack">How the rows were made to mislead, for people; empty where nobody says. Text from outside.</param>
public sealed record LabelledGate(GateKind Kind, string Folder, AnswerRule Answer, double MinAccuracy, FairnessBounds? Fairness = null, string Attack = "");
