using System.Globalization;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Enrolled answers as part of a slot's persisted form. An older state has none, and its slots enroll with their next pass.</summary>
internal static class AnswersCodec
{
    private const int MarkDigits = 8;

    public static AnswersDocument ToDocument(EnrolledAnswers answers) => new(
        StateCodec.ToDocument(answers.Release),
        answers.Engine,
        answers.All.Hex,
        string.Concat(answers.Marks.Select(mark => mark.ToString("x8", CultureInfo.InvariantCulture))));

    /// <exception cref="FormatException">Something about it is wrong.</exception>
    public static EnrolledAnswers FromDocument(AnswersDocument document) =>
        Sha256Digest.TryParseHex(document.Sha256, out Sha256Digest all) && document.Marks.Length is > 0 and <= MarkDigits * EnrolledAnswers.MostMarks && document.Marks.Length % MarkDigits == 0
            ? new EnrolledAnswers(StateCodec.FromDocument(document.Release), document.Engine, all, [.. document.Marks.Chunk(MarkDigits).Select(Mark)])
            : throw new FormatException("answers");

    private static uint Mark(char[] digits) => uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
