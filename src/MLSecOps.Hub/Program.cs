using MLSecOps.Hub.Service;

return await HubProgram.RunAsync(args);
