using System.Text;
using MLSecOps.Cli.Keys;

namespace MLSecOps.Cli.Tests;

/// <summary>PKCS#11 URIs as RFC 7512 writes them.</summary>
public sealed class KeyUriTests
{
    private const string Whole = "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;serial=7;object=my-key;type=private;id=%69%00%FF?module-path=/usr/lib/x.so&pin-source=file:///etc/pin";

    [Fact]
    public void Every_attribute_arrives_decoded()
    {
        KeyUri? uri = KeyUri.TryParse(Whole, out string mustBe);

        Assert.Empty(mustBe);
        Assert.Equal("/etc/pin", uri!.PinFile);
        Assert.Equal("/usr/lib/x.so", uri.Address.ModulePath);
        Assert.Equal("The Software PKCS#11 Softtoken", uri.Address.Token);
        Assert.Equal("Snake Oil, Inc.", uri.Address.Manufacturer);
        Assert.Equal("1.0", uri.Address.Model);
        Assert.Equal("7", uri.Address.Serial);
        Assert.Equal("my-key", uri.Address.Label);
        Assert.Equal([0x69, 0x00, 0xff], uri.Address.Id!.Value.ToArray());
    }

    [Fact]
    public void Cut_or_changed_anywhere_it_is_a_key_or_a_reason()
    {
        for (int i = "pkcs11:".Length; i < Whole.Length; i++)
        {
            Judge(Whole[..i]);
            foreach (char letter in "%;&=?\0/é")
            {
                StringBuilder changed = new(Whole) { [i] = letter };
                Judge(changed.ToString());
            }
        }

        Assert.Null(KeyUri.TryParse(Whole + new string('a', 4096), out _));
    }

    private static void Judge(string text) => Assert.Equal(KeyUri.TryParse(text, out string mustBe) is null, mustBe.Length > 0);
}
