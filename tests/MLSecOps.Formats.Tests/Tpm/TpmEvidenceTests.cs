using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Formats.Tpm;

namespace MLSecOps.Formats.Tests.Tpm;

public sealed class TpmEvidenceTests
{
    private static readonly byte[] Bytes = SampleTpm.Evidence.Encode();

    [Fact]
    public void What_is_written_is_read()
    {
        TpmEvidence read = TpmEvidence.Parse(Bytes).Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
        Assert.Equal(SampleTpm.Quote, read.Attest.ToArray());
        Assert.Equal(SampleTpm.Signature, read.Signature.ToArray());
        Assert.Equal(SampleTpm.Evidence.Pcrs, read.Pcrs);
        Assert.Equal(SampleTpm.Log.Events, read.Log.Events);
        Assert.Equal(Bytes, read.Encode());
    }

    /// <summary>By hand from the documented form: SHA-256(zero ‖ SHA-256([1, content])), and on.</summary>
    [Fact]
    public void A_log_is_replayed_as_a_TPM_extends()
    {
        byte[] content = [0x83, 0x58, 0x20, .. Of(SampleEvidence.Digest("agent")), 0x58, 0x20, .. Of(SampleEvidence.Digest("configuration")), 0x76, .. "onnxruntime 1.22.0 cpu"u8];
        byte[] first = [0x82, 0x01, 0x58, (byte)content.Length, .. content];
        byte[] model = [0x82, 0x66, .. "vision"u8, 0x58, 0x20, .. Of(SampleEvidence.Digest("manifest"))];
        byte[] second = [0x82, 0x02, 0x58, (byte)model.Length, .. model];
        Assert.Equal(first, SampleTpm.Log.Events[0].Encode());
        byte[] pcr = SHA256.HashData([.. new byte[32], .. SHA256.HashData(first)]);
        pcr = SHA256.HashData([.. pcr, .. SHA256.HashData(second)]);
        Assert.Equal(Convert.ToHexStringLower(pcr), SampleTpm.Log.Replay().Hex);
        Assert.Equal(new Sha256Digest(new byte[32]), EventLog.Empty.Replay());
    }

    [Fact]
    public void Order_and_content_of_events_change_the_PCR()
    {
        EventLog turned = new([SampleTpm.Log.Events[1], SampleTpm.Log.Events[0]]), shorter = new([SampleTpm.Log.Events[0]]);
        EventLog other = new([SampleTpm.Log.Events[0], TpmEvent.ModelCurrent("vision", SampleEvidence.Digest("other"))]);
        Assert.Equal(4, new[] { SampleTpm.Log, turned, shorter, other }.Select(log => log.Replay()).Distinct().Count());
    }

    [Fact]
    public void A_log_knows_what_it_says_already()
    {
        TpmEvent other = TpmEvent.ModelCurrent("vision", SampleEvidence.Digest("other")), speech = TpmEvent.ModelCurrent("speech", SampleEvidence.Digest("s"));
        EventLog log = SampleTpm.Log.With(speech);
        Assert.True(log.Says(SampleTpm.Log.Events[0]) && log.Says(SampleTpm.Log.Events[1]) && log.Says(speech));
        Assert.False(log.Says(other));
        // Gone back to the earlier release: that must be measured again.
        Assert.False(log.With(other).Says(SampleTpm.Log.Events[1]));
        Assert.Equal(log.Events, EventLog.Parse(log.Encode()).Match(read => read.Events, _ => []));
    }

    [Fact]
    public void The_binding_is_that_of_the_design()
    {
        byte[] nonce = [1, 2, 3], payload = [4, 5];
        Assert.Equal(SHA256.HashData([.. "emq1"u8, .. nonce, .. SHA256.HashData(payload)]), TpmEvidence.Binding(nonce, payload));
    }

    // A = attestation, S = signature, P = PCRs, L = log; spaces are for the eye.
    [Theory]
    [InlineData("a4 01 A 02 S 03 P 04 L", null)]
    [InlineData("a4 04 L 03 P 02 S 01 A", null)]
    [InlineData("a3 01 A 02 S 03 P", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a3 01 A 02 S 04 L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 80 04 L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 40 02 S 03 P 04 L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a5 01 A 02 S 03 P 04 L 05 00", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 82 820f H 820e H 04 L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 82 820f H 820f H 04 L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 81 821818 H 04 L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 81 820f 41aa 04 L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 P 04 81 82 03 41a0", "EVIDENCE_CLAIM_UNKNOWN")]
    [InlineData("a4 01 A 02 S 03 P 04 81 82 00 41a0", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 P 04 81 82 02 41a0", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 P 04 81 82 02 42a000", "CBOR_TRAILING_BYTES")]
    [InlineData("a4 01 A 02 S 03 P 04 81 82 02 40", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a4 01 A 02 S 03 P 04 L 00", "CBOR_TRAILING_BYTES")]
    [InlineData("84 A S P L", "TPM_EVIDENCE_MALFORMED")]
    [InlineData("a2 01 A 01 A", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("", "CBOR_MALFORMED")]
    public void The_form_is_the_one_of_the_documentation(string form, string? code)
    {
        string hex = form.Replace(" ", "").Replace("A", $"58{SampleTpm.Quote.Length:x2}" + Convert.ToHexStringLower(SampleTpm.Quote)).Replace("S", $"58{SampleTpm.Signature.Length:x2}" + Convert.ToHexStringLower(SampleTpm.Signature))
            .Replace("P", "81820fH").Replace("H", "5820" + new string('1', 64)).Replace("L", Convert.ToHexStringLower(SampleTpm.Log.Encode()));
        Assert.Equal(code, TpmEvidence.Parse(Convert.FromHexString(hex)).Match<string?>(_ => null, fault => fault.Reason.Code));
    }

    [Fact]
    public void Too_many_events_are_refused()
    {
        EventLog full = new([.. Enumerable.Repeat(SampleTpm.Log.Events[1], TpmLimits.Events)]);
        Assert.True(EventLog.Parse(full.Encode()).TryGet(out _, out _));
        Assert.Equal("CBOR_LIMIT_EXCEEDED", EventLog.Parse(full.With(SampleTpm.Log.Events[1]).Encode()).Match(_ => "", fault => fault.Reason.Code));
    }

    [Fact]
    public void What_is_cut_is_refused_and_no_flipped_bit_goes_unnoticed()
    {
        byte[] message = CmwMessage.Write([1, 2, 3], Bytes);
        for (int length = 0; length < message.Length; length++)
        {
            Assert.False(CmwMessage.Parse(message.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }

        for (int bit = 0; bit < Bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. Bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (TpmEvidence.Parse(flipped).TryGet(out TpmEvidence? read, out FormatFault? fault))
            {
                Assert.Equal(flipped, read.Encode());
            }
            else
            {
                Assert.InRange(fault.Offset, 0, flipped.Length);
            }
        }
    }

    [Fact]
    public void Texts_that_no_reader_takes_are_a_bug_to_write()
    {
        Assert.Throws<ArgumentException>(() => TpmEvent.ModelCurrent("Vision", SampleEvidence.Digest("m")));
        Assert.Throws<ArgumentException>(() => TpmEvent.AgentStart(SampleEvidence.Digest("a"), SampleEvidence.Digest("c"), "é"));
    }

    private static byte[] Of(Sha256Digest digest) => Convert.FromHexString(digest.Hex);
}
