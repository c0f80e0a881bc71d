using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;

namespace MLSecOps.Formats.Tests.Tpm;

/// <summary>Commands as bytes, and answers that are not what they should be. That real TPMs understand them is tested with the agent.</summary>
public sealed class TpmCommandTests
{
    // TPM2_PCR_Read of PCR 12: the answer of swtpm 0.7.1 after a boot.
    private const string PcrReadAnswer =
        "80010000003e00000000" + "00000014" + "00000001000b03001000" + "00000001" + "0020" + "0000000000000000000000000000000000000000000000000000000000000000";

    // TPM2_PCR_Extend: parameters of no bytes, and the area of a password session.
    private const string ExtendAnswer = "80020000001300000000" + "00000000" + "0000010000";

    [Fact]
    public void Commands_have_the_bytes_of_the_specification()
    {
        Assert.Equal("80010000000c000001440000", Hex(Startup.Command().Request));
        Assert.Equal("8001000000140000017e00000001000b03001000", Hex(PcrRead.Command(PcrSelection.Sha256(12)).Request));
        Assert.Equal(
            "80020000004100000182" + "0000000c" + "00000009" + "40000009" + "0000" + "00" + "0000" + "00000001000b" + new string('a', 64),
            Hex(PcrExtend.Command(12, Convert.FromHexString(new string('a', 64))).Request));
        Assert.Equal("80020000001f00000134" + "01814d4c01814d4c" + "00000009" + "40000009" + "0000" + "00" + "0000", Hex(NvIncrement.Command(0x01814d4c).Request));
        Assert.Equal("TPM2_Quote", Quote.Command(0x80000000, [1], PcrSelection.Sha256(12)).Name);
        Assert.True(CreatePrimary.Command(TpmHandles.Owner, KeyTemplates.Attestation()).IsSlow);
    }

    [Fact]
    public void Answers_are_read()
    {
        PcrValue value = Assert.Single(Value(PcrRead.Command(PcrSelection.Sha256(12)), PcrReadAnswer));
        Assert.Equal(new PcrValue(12, new Core.Digests.Sha256Digest(new byte[32])), value);
        Assert.Equal(default, Value(PcrExtend.Command(12, new byte[32]), ExtendAnswer));
    }

    /// <summary>Every truncation, every byte more, and an answer to another question: a value with reason and offset, never an exception.</summary>
    [Fact]
    public void Every_malformed_answer_is_a_value_with_reason_and_offset()
    {
        byte[] whole = Convert.FromHexString(PcrReadAnswer);
        TpmCommand<IReadOnlyList<PcrValue>> command = PcrRead.Command(PcrSelection.Sha256(12));
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal((TpmReasons.Malformed, 0), Fault(command, whole[..length]));
            if (length >= 10)
            {
                (Reason reason, long offset) = Fault(command, WithLength(whole[..length]));
                Assert.Equal(TpmReasons.Malformed, reason);
                Assert.InRange(offset, 10, length);
            }
        }

        Assert.Equal((TpmReasons.Malformed, whole.Length), Fault(command, WithLength([.. whole, 0])));
        Assert.Equal((TpmReasons.Malformed, 14), Fault(PcrRead.Command(PcrSelection.Sha256(13)), whole));
        whole[0] = 0x80;
        whole[1] = 0x02;
        Assert.Equal((TpmReasons.Malformed, 0), Fault(command, whole));
    }

    [Theory]
    [InlineData("80020000001300000000" + "00000001" + "0000010000", 14)]
    [InlineData("80020000001300000000" + "ffffffff" + "0000010000", 10)]
    [InlineData("80020000001400000000" + "00000000" + "0000010000" + "00", 19)]
    [InlineData("80020000001200000000" + "00000000" + "00000100", 17)]
    [InlineData("80020000001300000000" + "00000000" + "0041010000", 14)]
    [InlineData("80010000000a00000000", 0)]
    public void The_area_of_sessions_is_checked(string answer, long offset) =>
        Assert.Equal((TpmReasons.Malformed, offset), Fault(PcrExtend.Command(12, new byte[32]), Convert.FromHexString(answer)));

    [Theory]
    [InlineData(0x00000922, "TPM_RC_RETRY (0x922)", true)]
    [InlineData(0x00000908, "TPM_RC_YIELDED (0x908)", true)]
    [InlineData(0x00000920, "TPM_RC_NV_RATE (0x920)", true)]
    [InlineData(0x00000921, "TPM_RC_LOCKOUT (0x921)", false)]
    [InlineData(0x00000902, "TPM_RC_OBJECT_MEMORY (0x902)", false)]
    [InlineData(0x000001c4, "TPM_RC_VALUE, parameter 1 (0x1c4)", false)]
    [InlineData(0x000001df, "TPM_RC_INTEGRITY, parameter 1 (0x1df)", false)]
    [InlineData(0x000003e0, "TPM_RC_TICKET, parameter 3 (0x3e0)", false)]
    [InlineData(0x0000018b, "TPM_RC_HANDLE, handle 1 (0x18b)", false)]
    [InlineData(0x00000a8e, "TPM_RC_AUTH_FAIL, session 2 (0xa8e)", false)]
    [InlineData(0x000009a2, "TPM_RC_BAD_AUTH, session 1 (0x9a2)", false)]
    [InlineData(0x00000101, "TPM_RC_FAILURE (0x101)", false)]
    [InlineData(0x0000014a, "TPM_RC_NV_UNINITIALIZED (0x14a)", false)]
    [InlineData(0x0000090f, "a warning (0x90f)", false)]
    [InlineData(0x0000017f, "an error (0x17f)", false)]
    public void Codes_are_in_words(uint value, string words, bool mayRetry)
    {
        TpmResponseCode code = new(value);
        Assert.Equal((words, mayRetry), (code.ToString(), code.MayRetry));
        byte[] answer = [0x80, 0x01, 0, 0, 0, 10, (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
        Assert.Equal((TpmDeviceReasons.Refused, 6), Fault(PcrExtend.Command(12, new byte[32]), answer));
    }

    [Fact]
    public void A_maker_s_letters_are_printable()
    {
        Assert.Equal(new TpmProperties("IFX", 0x0001000200030004), TpmProperties.Of(new Dictionary<uint, uint> { [0x105] = 0x49465800, [0x10b] = 0x00010002, [0x10c] = 0x00030004 }));
        Assert.Equal("A.B", TpmProperties.Of(new Dictionary<uint, uint> { [0x105] = 0x411b4200 }).Manufacturer);
    }

    private static byte[] WithLength(byte[] answer)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(2), answer.Length);
        return answer;
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    private static T Value<T>(TpmCommand<T> command, string answer)
        where T : notnull => command.Parse(Convert.FromHexString(answer)).Match(value => value, fault => throw new InvalidOperationException($"{fault}"));

    private static (Reason Reason, long Offset) Fault<T>(TpmCommand<T> command, ReadOnlyMemory<byte> answer)
        where T : notnull => command.Parse(answer).Match(value => throw new InvalidOperationException($"{value}"), fault => (fault.Reason, fault.Offset));
}
