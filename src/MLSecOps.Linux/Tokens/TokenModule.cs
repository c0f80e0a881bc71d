using System.Runtime.InteropServices;
using System.Text;

namespace MLSecOps.Linux.Tokens;

/// <summary>A PKCS#11 library, started: the dozen calls that signing needs, through the pointers of its function list.</summary>
internal sealed unsafe class TokenModule : IDisposable
{
    private const int Initialize = 0;
    private const int Finalize = 1;
    private const int GetSlotList = 4;
    private const int GetTokenInfo = 6;
    private const int OpenSession = 12;
    private const int CloseSession = 13;
    private const int Login = 18;
    private const int GetAttributeValue = 24;
    private const int FindObjectsInit = 26;
    private const int FindObjects = 27;
    private const int FindObjectsFinal = 28;
    private const int SignInit = 42;
    private const int Sign = 43;
    private const int MaxSlots = 256;

    private readonly nint _library;
    private readonly FunctionList* _list;

    private TokenModule(nint library, FunctionList* list)
    {
        _library = library;
        _list = list;
    }

    /// <summary>Loads and starts a library.</summary>
    /// <param name="path">Absolute; its code runs in this process, so it is the operator's choice alone.</param>
    /// <exception cref="TokenException">There is none, or it does not start.</exception>
    internal static TokenModule Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new TokenException(TokenProblem.Module, $"there is no file {path}");
        }

        if (!NativeLibrary.TryLoad(path, out nint library))
        {
            throw new TokenException(TokenProblem.Module, $"{path} is no shared library for this machine");
        }

        FunctionList* list = null;
        if (!NativeLibrary.TryGetExport(library, "C_GetFunctionList", out nint export)
            || ((delegate* unmanaged<FunctionList**, nuint>)export)(&list) != Pkcs11Constants.Ok
            || list is null)
        {
            NativeLibrary.Free(library);
            throw new TokenException(TokenProblem.Module, $"{path} is no PKCS#11 module: it gives no function list");
        }

        TokenModule module = new(library, list);
        nuint answer = ((delegate* unmanaged<void*, nuint>)module.At(Initialize))(null);
        if (answer is not (Pkcs11Constants.Ok or Pkcs11Constants.AlreadyInitialized))
        {
            NativeLibrary.Free(library);
            throw new TokenException(TokenProblem.Module, $"{path} does not start: C_Initialize gives 0x{answer:x}");
        }

        return module;
    }

    /// <summary>Slots that hold a token.</summary>
    internal nuint[] Slots()
    {
        nuint[] slots = new nuint[MaxSlots];
        nuint count = MaxSlots;
        fixed (nuint* first = slots)
        {
            Must("C_GetSlotList", ((delegate* unmanaged<byte, nuint*, nuint*, nuint>)At(GetSlotList))(1, first, &count));
        }

        return slots[..(int)Math.Min(count, MaxSlots)];
    }

    /// <summary>What a token says of itself; null when it is not ready to say anything.</summary>
    internal TokenInformation? Describe(nuint slot)
    {
        TokenInformation information;
        return ((delegate* unmanaged<nuint, TokenInformation*, nuint>)At(GetTokenInfo))(slot, &information) == Pkcs11Constants.Ok ? information : null;
    }

    internal nuint Open(nuint slot)
    {
        nuint session;
        Must("C_OpenSession", ((delegate* unmanaged<nuint, nuint, void*, void*, nuint*, nuint>)At(OpenSession))(slot, Pkcs11Constants.SerialSession, null, null, &session));
        return session;
    }

    internal void Close(nuint session) => _ = ((delegate* unmanaged<nuint, nuint>)At(CloseSession))(session);

    internal void Authenticate(nuint session, string pin, string token)
    {
        byte[] text = Encoding.UTF8.GetBytes(pin);
        nuint answer;
        fixed (byte* first = text)
        {
            answer = ((delegate* unmanaged<nuint, nuint, byte*, nuint, nuint>)At(Login))(session, Pkcs11Constants.User, first, (nuint)text.Length);
        }

        Array.Clear(text);
        switch (answer)
        {
            case Pkcs11Constants.Ok or Pkcs11Constants.AlreadyLoggedIn:
                return;
            case Pkcs11Constants.PinIncorrect or Pkcs11Constants.PinInvalid or Pkcs11Constants.PinLength:
                throw new TokenException(TokenProblem.PinWrong, $"token {token} does not take this PIN");
            case Pkcs11Constants.PinLocked:
                throw new TokenException(TokenProblem.PinLocked, $"token {token} takes no PIN any more: too many were wrong");
            default:
                throw Failed("C_Login", answer);
        }
    }

    /// <summary>Private keys with these attributes.</summary>
    /// <param name="session">Logged in: before that, private keys do not show.</param>
    /// <param name="label">Null for any.</param>
    /// <param name="id">Null for any.</param>
    /// <param name="most">No more than these are looked for.</param>
    internal nuint[] PrivateKeys(nuint session, string? label, ReadOnlyMemory<byte>? id, int most)
    {
        nuint kind = Pkcs11Constants.PrivateKeyClass;
        byte[] labelBytes = Encoding.UTF8.GetBytes(label ?? string.Empty);
        byte[] idBytes = id?.ToArray() ?? [];
        nuint[] found = new nuint[most];
        nuint count;
        fixed (byte* labelFirst = labelBytes, idFirst = idBytes)
        fixed (nuint* first = found)
        {
            TokenAttribute* wanted = stackalloc TokenAttribute[3];
            nuint length = 0;
            wanted[length++] = new TokenAttribute { Type = Pkcs11Constants.ClassAttribute, Value = &kind, Length = (nuint)sizeof(nuint) };
            if (label is not null)
            {
                wanted[length++] = new TokenAttribute { Type = Pkcs11Constants.LabelAttribute, Value = labelFirst, Length = (nuint)labelBytes.Length };
            }

            if (id is not null)
            {
                wanted[length++] = new TokenAttribute { Type = Pkcs11Constants.IdAttribute, Value = idFirst, Length = (nuint)idBytes.Length };
            }

            Must("C_FindObjectsInit", ((delegate* unmanaged<nuint, TokenAttribute*, nuint, nuint>)At(FindObjectsInit))(session, wanted, length));
            Must("C_FindObjects", ((delegate* unmanaged<nuint, nuint*, nuint, nuint*, nuint>)At(FindObjects))(session, first, (nuint)most, &count));
            Must("C_FindObjectsFinal", ((delegate* unmanaged<nuint, nuint>)At(FindObjectsFinal))(session));
        }

        return found[..(int)Math.Min(count, (nuint)most)];
    }

    /// <summary>CKA_KEY_TYPE of a key.</summary>
    internal nuint KeyType(nuint session, nuint key)
    {
        nuint type;
        TokenAttribute wanted = new() { Type = Pkcs11Constants.KeyTypeAttribute, Value = &type, Length = (nuint)sizeof(nuint) };
        Must("C_GetAttributeValue", ((delegate* unmanaged<nuint, nuint, TokenAttribute*, nuint, nuint>)At(GetAttributeValue))(session, key, &wanted, 1));
        return type;
    }

    /// <summary>Signs on the token.</summary>
    /// <param name="session">Logged in.</param>
    /// <param name="key">Of <see cref="PrivateKeys"/>.</param>
    /// <param name="mechanism">Without parameters.</param>
    /// <param name="input">What the mechanism signs.</param>
    /// <param name="most">Longest signature in bytes.</param>
    internal byte[] SignWith(nuint session, nuint key, nuint mechanism, ReadOnlySpan<byte> input, int most)
    {
        Mechanism how = new() { Type = mechanism };
        Must("C_SignInit", ((delegate* unmanaged<nuint, Mechanism*, nuint, nuint>)At(SignInit))(session, &how, key));
        byte[] signature = new byte[most];
        nuint length = (nuint)most;
        fixed (byte* data = input, first = signature)
        {
            Must("C_Sign", ((delegate* unmanaged<nuint, byte*, nuint, byte*, nuint*, nuint>)At(Sign))(session, data, (nuint)input.Length, first, &length));
        }

        return signature[..(int)Math.Min(length, (nuint)most)];
    }

    public void Dispose()
    {
        _ = ((delegate* unmanaged<void*, nuint>)At(Finalize))(null);
        NativeLibrary.Free(_library);
    }

    private static void Must(string call, nuint answer)
    {
        if (answer != Pkcs11Constants.Ok)
        {
            throw Failed(call, answer);
        }
    }

    private static TokenException Failed(string call, nuint answer) => new(TokenProblem.Failed, $"{call} gives 0x{answer:x}");

    private nint At(int index) => _list->Functions[index];
}
