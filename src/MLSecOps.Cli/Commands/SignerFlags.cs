using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Keys;

namespace MLSecOps.Cli.Commands;

/// <summary>The flags of every command that signs: who, and where the key is.</summary>
internal sealed class SignerFlags
{
    private readonly Option<string> _certificate = new("--cert") { Description = "the signer's certificate, PEM; intermediates may follow it", HelpName = "FILE", Required = true };
    private readonly Option<string> _key = new("--key") { Description = "the signer's private key: a PEM file, or a token's by its pkcs11: URI with module-path", HelpName = "KEY", Required = true };
    private readonly Option<string> _passphrase = Flags.PassphraseFile();
    private readonly Option<string> _pin = new("--pin-file") { Description = "first line is the PIN of the token (default: the URI's pin-source)", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_certificate);
        command.Add(_key);
        command.Add(_passphrase);
        command.Add(_pin);
    }

    /// <summary>Reads what the flags name.</summary>
    public SigningIdentity Open(Invocation invocation)
    {
        string certificate = invocation.Line.GetValue(_certificate)!;
        string key = invocation.Line.GetValue(_key)!;
        if (!KeyUri.IsUri(key))
        {
            return invocation.Text(_pin) is null
                ? SigningIdentity.Load(certificate, key, Passphrase.Read(invocation, invocation.Text(_passphrase)))
                : throw invocation.Usage("--pin-file is for keys on tokens", "--key names a file, whose passphrase --passphrase-file gives");
        }

        KeyUri uri = KeyUri.TryParse(key, out string mustBe) ?? throw invocation.Usage($"--key is no usable PKCS#11 URI: one {mustBe}");
        return SigningIdentity.OnToken(certificate, uri, Passphrase.Read(invocation, invocation.Text(_pin) ?? uri.PinFile));
    }
}
