namespace MLSecOps.Linux.Tokens;

/// <summary>Numbers of PKCS#11 2.40.</summary>
internal static class Pkcs11Constants
{
    internal const nuint Ok = 0;
    internal const nuint PinIncorrect = 0xa0;
    internal const nuint PinInvalid = 0xa1;
    internal const nuint PinLength = 0xa2;
    internal const nuint PinLocked = 0xa4;
    internal const nuint AlreadyLoggedIn = 0x100;
    internal const nuint AlreadyInitialized = 0x191;

    internal const nuint SerialSession = 4;
    internal const nuint User = 1;
    internal const nuint LoginRequired = 4;
    internal const nuint TokenInitialized = 0x400;

    internal const nuint PrivateKeyClass = 3;
    internal const nuint RsaKey = 0;
    internal const nuint EcKey = 3;

    internal const nuint ClassAttribute = 0;
    internal const nuint LabelAttribute = 3;
    internal const nuint KeyTypeAttribute = 0x100;
    internal const nuint IdAttribute = 0x102;

    internal const nuint RsaPkcs1 = 1;
    internal const nuint Ecdsa = 0x1041;
}
