using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MLSecOps.Linux.Tokens;

/// <summary>A private key that stays on its token: signing goes there, the key never comes here.</summary>
/// <remarks>Owns the module and a session. Not for use by several threads at once.</remarks>
public sealed class TokenKey : IDisposable
{
    private readonly TokenModule _module;
    private readonly nuint _session;
    private readonly nuint _key;

    private TokenKey(TokenModule module, nuint session, nuint key, X509Certificate2 certificate)
    {
        _module = module;
        _session = session;
        _key = key;
        Algorithm = Of(certificate);
    }

    /// <summary>The key as .NET's RSA or ECDsa; signs hashes, gives nothing out.</summary>
    public AsymmetricAlgorithm Algorithm { get; }

    /// <summary>Finds the key.</summary>
    /// <param name="address">Which.</param>
    /// <param name="pin">The user's PIN; null when there is none.</param>
    /// <param name="certificate">The key's certificate; every signature is checked against it before it is handed out.</param>
    /// <exception cref="TokenException">Something of it is missing, wrong or not unique.</exception>
    public static TokenKey Open(TokenAddress address, string? pin, X509Certificate2 certificate)
    {
        TokenModule module = TokenModule.Load(address.ModulePath);
        try
        {
            (nuint slot, string name, bool needsPin) = FindToken(module, address);
            nuint session = module.Open(slot);
            if (needsPin)
            {
                module.Authenticate(session, pin ?? throw new TokenException(TokenProblem.PinMissing, $"token {name} wants a PIN, and none is given"), name);
            }

            nuint[] keys = module.PrivateKeys(session, address.Label, address.Id, most: 2);
            return keys.Length switch
            {
                0 => throw new TokenException(TokenProblem.NoKey, $"token {name} holds no such private key"),
                1 => new TokenKey(module, session, keys[0], certificate),
                _ => throw new TokenException(TokenProblem.SeveralKeys, $"token {name} holds several private keys that fit"),
            };
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Ends the session and the module.</summary>
    public void Dispose()
    {
        Algorithm.Dispose();
        _module.Close(_session);
        _module.Dispose();
    }

    internal byte[] Sign(nuint mechanism, ReadOnlySpan<byte> input, int most) => _module.SignWith(_session, _key, mechanism, input, most);

    private AsymmetricAlgorithm Of(X509Certificate2 certificate)
    {
        nuint type = _module.KeyType(_session, _key);
        if (type == Pkcs11Constants.EcKey && certificate.GetECDsaPublicKey() is { } ec)
        {
            return new TokenEcdsa(this, ec);
        }

        if (type == Pkcs11Constants.RsaKey && certificate.GetRSAPublicKey() is { } rsa)
        {
            return new TokenRsa(this, rsa);
        }

        throw new TokenException(TokenProblem.WrongKey, "the key on the token is of another kind than the certificate's");
    }

    private static (nuint Slot, string Name, bool NeedsPin) FindToken(TokenModule module, TokenAddress address)
    {
        List<(nuint Slot, string Name, bool NeedsPin)> fitting = [];
        foreach (nuint slot in module.Slots())
        {
            if (module.Describe(slot) is { } token
                && (token.Flags & Pkcs11Constants.TokenInitialized) != 0 // SoftHSM always shows one more, empty.
                && Fits(address.Token, token.Label)
                && Fits(address.Manufacturer, token.Manufacturer)
                && Fits(address.Model, token.Model)
                && Fits(address.Serial, token.Serial))
            {
                fitting.Add((slot, Text(token.Label), (token.Flags & Pkcs11Constants.LoginRequired) != 0));
            }
        }

        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw new TokenException(TokenProblem.NoToken, $"no token that {address.ModulePath} knows has these attributes"),
            _ => throw new TokenException(TokenProblem.NoToken, $"{fitting.Count} tokens fit: {string.Join(", ", fitting.Select(token => token.Name))}"),
        };
    }

    private static bool Fits(string? wanted, ReadOnlySpan<byte> padded) => wanted is null || wanted == Text(padded);

    private static string Text(ReadOnlySpan<byte> padded) => Encoding.UTF8.GetString(padded).TrimEnd(' ');
}
