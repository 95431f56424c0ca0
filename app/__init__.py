"""The service station's desktop (工单): models, store, services, printing and views."""
