using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Tests.Eat;

public sealed class UeidTests
{
    [Fact]
    public void A_new_device_has_type_1_and_its_random_bytes()
    {
        byte[] random = [.. Enumerable.Range(0, 16).Select(i => (byte)(i * 17))];
        Ueid ueid = Ueid.ForDevice(random);
        Assert.Equal(SampleEvidence.Device, ueid.Hex);
        Assert.Equal([1, .. random], ueid.ToBytes());
        Assert.Equal(ueid, SampleEvidence.Ueid());
        Assert.Throws<ArgumentException>(() => Ueid.ForDevice(new byte[15]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0200112233445566778899aabbccddeeff")]
    [InlineData("0100112233445566778899AABBCCDDEEFF")]
    [InlineData("0100112233445566778899aabbccddeef")]
    [InlineData("0100112233445566778899aabbccddeeff00")]
    [InlineData(" 100112233445566778899aabbccddeeff")]
    [InlineData("0100112233445566778899aabbccddeef\u0660")]
    public void Other_text_is_no_device(string? text) => Assert.False(Ueid.TryParse(text, out _));

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    [InlineData(33, true)]
    [InlineData(34, false)]
    public void A_UEID_has_7_to_33_bytes(int length, bool valid) => Assert.Equal(valid, Ueid.TryFromBytes(new byte[length], out _));
}
