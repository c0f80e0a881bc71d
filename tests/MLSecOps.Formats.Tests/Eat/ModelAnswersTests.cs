using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Eat;

public sealed class ModelAnswersTests
{
    private static readonly Tensor Output = new("logits", ElementType.Float32, [1, 2], new byte[8]);

    private static readonly ModelAnswers Good = AnswerTensors.Write("x64-cpu", [[Output], [], [Output, Output with { Name = "other" }]]);

    [Fact]
    public void What_is_written_is_read_again()
    {
        ModelAnswers read = Read(SampleEvidence.Write(With(Good)));
        Assert.Equal("x64-cpu", read.Profile);
        Assert.Equal([1, 0, 2], read.Inputs.Select(outputs => outputs.Count));
        Assert.True(AnswerTensors.Read(read.Inputs[2]).TryGet(out IReadOnlyList<Tensor>? outputs, out _));
        Assert.Equal(["logits", "other"], outputs.Select(output => output.Name));
        Assert.Equal(Good.Bytes, read.Bytes);
        Assert.Null(SampleEvidence.Claims.Models[0].Answers);
    }

    [Fact]
    [RedTeam("G8", "Sends more answers than evidence may carry", typeof(EvidenceParser), "CBOR_LIMIT_EXCEEDED")]
    public void Answers_beyond_their_limits_are_refused()
    {
        AssertLimit(With(Of(EvidenceLimits.AnswerBytes / 2, 2)), null);
        AssertLimit(With(Of((EvidenceLimits.AnswerBytes / 2) + 1, 2)), EvidenceReasons.CborLimit);
        AssertLimit(With(Of(1, EvidenceLimits.Answers + 1)), EvidenceReasons.CborLimit);
        ModelClaims model = SampleEvidence.Model with { Answers = Of(EvidenceLimits.AnswerBytes, 1) };
        AssertLimit(SampleEvidence.Claims with { Models = [.. "abc".Select(name => model with { Model = $"{name}" })] }, null);
        AssertLimit(SampleEvidence.Claims with { Models = [.. "abcd".Select(name => model with { Model = $"{name}" })] }, EvidenceReasons.CborLimit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("X64-cpu")]
    [InlineData("x64 cpu")]
    [InlineData("x64-cpu-of-far-too-many-characters-to-be-one")]
    public void A_profile_is_a_short_word(string profile) => AssertLimit(With(Good with { Profile = profile }), EvidenceReasons.ClaimsMalformed);

    [Fact]
    public void No_flipped_bit_throws()
    {
        byte[] good = SampleEvidence.Write(With(Good));
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (EvidenceParser.Parse(flipped).TryGet(out EvidenceClaims? claims, out _))
            {
                Assert.All(claims.Models.Select(model => model.Answers).OfType<ModelAnswers>(), answers => Assert.All(answers.Inputs, outputs => AnswerTensors.Read(outputs)));
            }
        }
    }

    private static EvidenceClaims With(ModelAnswers answers) => SampleEvidence.Claims with { Models = [SampleEvidence.Model with { Answers = answers }] };

    private static ModelAnswers Of(int bytes, int count) => new("x64-cpu", [.. Enumerable.Repeat((IReadOnlyList<ReadOnlyMemory<byte>>)[new byte[bytes]], count)]);

    private static void AssertLimit(EvidenceClaims claims, Reason? reason) => Assert.Equal(reason, EvidenceWriter.Write(claims).Match<Reason?>(_ => null, fault => fault.Reason));

    private static ModelAnswers Read(byte[] payload) => EvidenceParser.Parse(payload).Match(claims => claims.Models[0].Answers!, fault => throw new Xunit.Sdk.XunitException($"{fault}"));
}
