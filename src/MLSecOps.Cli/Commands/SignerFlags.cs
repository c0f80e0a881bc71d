using System.CommandLine;
using System.Security.Cryptography;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Keys;

namespace MLSecOps.Cli.Commands;

/// <summary>The flags of every command that signs: who, and where the key is.</summary>
/// <param name="certificate">Whether every use of the command needs a certificate.</param>
internal sealed class SignerFlags(bool certificate = true)
{
    private readonly Option<string> _certificate = new("--cert") { Description = "the signer's certificate, PEM; intermediates may follow it", HelpName = "FILE", Required = certificate };
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

    /// <summary>True when the line names a certificate.</summary>
    public bool Certified(Invocation invocation) => invocation.Text(_certificate) is not null;

    /// <summary>Reads the key alone.</summary>
    public ECDsa OpenKey(Invocation invocation)
    {
        string file = invocation.Line.GetValue(_key)!;
        if (KeyUri.IsUri(file) || invocation.Text(_pin) is not null)
        {
            throw invocation.Usage("a key on a token needs --cert", "what the token signs is checked with the certificate");
        }

        AsymmetricAlgorithm key = KeyFile.Load(file, Passphrase.Read(invocation, invocation.Text(_passphrase)));
        SignerFitness.CheckOms(key, file);
        return (ECDsa)key;
    }

    /// <summary>Reads what the flags name.</summary>
    public SigningIdentity Open(Invocation invocation)
    {
        string certificate = invocation.Text(_certificate) ?? throw invocation.Usage("--cert is missing", "devices know signers by their certificates");
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
