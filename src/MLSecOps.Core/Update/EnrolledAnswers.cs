using MLSecOps.Core.Digests;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Core.Update;

/// <summary>The exact answers of one release under one engine on this device, as the first pass of its sanity suite gave them. The agent's own state: trusted as far as its folder, and as far as the worker that answered then was its own.</summary>
/// <param name="Release">Which release.</param>
/// <param name="Engine">What answered, in the words of <see cref="RehearsalResult.Engine"/>: with the release the key. Other kernels may give other last bits.</param>
/// <param name="All">SHA-256 over the digests of all vectors and their names: what decides.</param>
/// <param name="Marks">The first 32 bits of each vector's digest, the vectors by name, at most <see cref="MostMarks"/>: only to name which ones changed.</param>
public sealed record EnrolledAnswers(ReleaseId Release, string Engine, Sha256Digest All, IReadOnlyList<uint> Marks)
{
    /// <summary>Most vectors that have a mark of their own, so that the state of a device with many models stays small.</summary>
    public const int MostMarks = 1024;

    /// <summary>What would be enrolled of these answers.</summary>
    /// <param name="release">Which release answered.</param>
    /// <param name="engine">What answered.</param>
    /// <param name="answers">One for each vector, in any order.</param>
    public static EnrolledAnswers Of(ReleaseId release, string engine, IReadOnlyList<AnswerDigest> answers)
    {
        AnswerDigest[] byName = [.. InOrder(answers)];
        string lines = string.Concat(byName.Select(answer => $"{answer.Bits.Hex} {answer.Vector}\n"));
        return new EnrolledAnswers(
            release, engine, Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(lines)), [.. byName.Take(MostMarks).Select(answer => MarkOf(answer.Bits))]);
    }

    /// <summary>Names of vectors whose answers are not the enrolled ones. One change in 2^32 is not named; <see cref="All"/> tells it all the same.</summary>
    /// <param name="answers">Answers of the same release, one for each vector.</param>
    public IReadOnlyList<string> Changed(IReadOnlyList<AnswerDigest> answers) =>
        [.. InOrder(answers).Take(MostMarks).Where((answer, index) => index >= Marks.Count || Marks[index] != MarkOf(answer.Bits)).Select(answer => answer.Vector)];

    private static IEnumerable<AnswerDigest> InOrder(IReadOnlyList<AnswerDigest> answers) => answers.OrderBy(answer => answer.Vector, StringComparer.Ordinal);

    private static uint MarkOf(Sha256Digest bits) => Convert.ToUInt32(bits.Hex[..8], 16);
}
